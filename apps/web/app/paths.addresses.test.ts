import { describe, expect, test } from "vitest";
import { paths, safeNext } from "./paths.ts";

describe("addresses", () => {
  test("carry filters, and leave out what is not set", () => {
    expect(paths.files({ q: "ventas & más", status: undefined })).toBe("/files?q=ventas+%26+m%C3%A1s");
    expect(paths.file("a/b", "rows", { row: 50 })).toBe("/files/a%2Fb/rows?row=50");
    expect(paths.file("a")).toBe("/files/a");
  });
  test.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example"])(
    "signing in never leads to %s",
    (next) => expect(safeNext(next)).not.toMatch(/evil|script/),
  );
  test("signing in leads back to where one was", () =>
    expect(safeNext("/files/x/rows?row=3")).toBe("/files/x/rows?row=3"));
});
