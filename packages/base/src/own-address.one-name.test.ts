import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownAddress } from "./own-address.ts";

test.each([
  ["127.0.0.1", "http://127.0.0.1:8080"],
  ["localhost", "http://localhost:8080"],
  ["0.0.0.0", "http://127.0.0.1:8080"],
  ["::", "http://127.0.0.1:8080"],
  ["::1", "http://[::1]:8080"],
  ["10.1.2.3", "http://10.1.2.3:8080"],
])("a server that listens at %s is told of as %s", (host, address) => {
  expect(ownAddress({ host, port: 8080 })).toBe(address);
  expect(URL.canParse(address)).toBe(true);
});

test("what a start prints and what mailed links begin with come from here, and neither writes a name of its own", async () => {
  for (const file of ["launcher/src/launch.ts", "server/src/open-server.ts"]) {
    const source = await readFile(join(import.meta.dirname, "../../../apps", file), "utf8");
    expect(source, file).toContain("ownAddress(");
    expect(source, file).not.toMatch(/["'`]https?:\/\//);
  }
});
