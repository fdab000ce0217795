import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryName } from "./entry-name.ts";

describe("a name within the archive", () => {
  test.each([
    ["../../etc/passwd", "___.._etc_passwd"],
    ["=cmd|' /C calc'!A0.csv", "_cmd_' _C calc'!A0.csv"],
    ["ventas 2025.csv", "ventas 2025.csv"],
    ["", "_"],
    ["..", "__"],
    ["C:\\x\u0000.csv", "C__x_.csv"],
  ])("%j becomes %j", (name, kept) => {
    expect(entryName(name)).toBe(kept);
  });

  test("never leaves its folder, and is never too long or empty", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        const kept = entryName(name);
        expect(kept).not.toMatch(/[/\\\p{Cc}]|^[.=+\-@\s]|[.\s]$/u);
        expect([...kept].length).toBeGreaterThan(0);
        expect([...kept].length).toBeLessThanOrEqual(100);
      }),
    );
  });
});
