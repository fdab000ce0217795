import { expect, it } from "vitest";
import { faultOfDatabase } from "./database-faults.ts";

it("a socket that is not there passes, as its server may come; a file that is not there does not", () => {
  const missing = (syscall: string) => Object.assign(new Error(`${syscall} ENOENT`), { code: "ENOENT", syscall });
  expect(faultOfDatabase(missing("connect"), "unavailable")).toMatchObject({
    code: "unavailable",
    persistence: "transient",
  });
  expect(faultOfDatabase(missing("open"), "unavailable")).toBeNull();
});
