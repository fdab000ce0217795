import { Fault } from "@caudal/base/fault.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanFileName } from "./file-name.ts";

test("a path becomes its last part, whichever way the slashes lean", () => {
  expect(cleanFileName("../../etc/passwd")).toBe("passwd");
  expect(cleanFileName("C:\\Users\\ana\\ventas.csv")).toBe("ventas.csv");
  expect(cleanFileName("/abs/olute.xlsx")).toBe("olute.xlsx");
});

test("emoji, accents and 255 bytes are kept", () => {
  expect(cleanFileName("📊 año ñandú.csv")).toBe("📊 año ñandú.csv");
  const longest = "ñ".repeat(125) + ".csv1";
  expect(Buffer.byteLength(longest)).toBe(255);
  expect(cleanFileName(longest)).toBe(longest);
});

test("decomposed accents are composed, so that the same name is the same text", () => {
  expect(cleanFileName("an\u0303o.csv")).toBe("año.csv");
});

test("what cannot be seen is gone: control characters and marks that turn the order of letters", () => {
  expect(cleanFileName("ven\r\ntas\0.csv")).toBe("ventas.csv");
  expect(cleanFileName("factura\u202Efdp.exe")).toBe("facturafdp.exe");
  for (const mark of [
    "\u00ad",
    "\u061c",
    "\u180e",
    "\u200b",
    "\u200f",
    "\u2028",
    "\u2029",
    "\u2060",
    "\u2069",
    "\ufeff",
  ])
    expect(cleanFileName(`ven${mark}tas.csv`), mark.codePointAt(0)?.toString(16)).toBe("ventas.csv");
  expect(cleanFileName("familia 👩‍👧.csv")).toBe("familia 👩‍👧.csv");
});

test("a name that is empty or too long is refused with the limit", () => {
  for (const name of ["", "  ", "..", "a/..", "\u202e", "x/"])
    expect(() => cleanFileName(name), JSON.stringify(name)).toThrowError(
      expect.objectContaining({ code: "upload_name_invalid" }),
    );
  expect(() => cleanFileName("é".repeat(128))).toThrowError(
    expect.objectContaining({
      code: "upload_name_invalid",
      params: { reason: "long", max: 255, name: `${"é".repeat(48)}…${"é".repeat(16)}` },
    }),
  );
});

test("a refusal names the file so that it can be found again, in few letters, none of them cut or invisible", () => {
  const named = (sent: string) => {
    try {
      cleanFileName(sent);
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.params["name"];
      throw error;
    }
  };
  expect(named(`Ventas de la sucursal norte ${"muy ".repeat(60)}detalladas 2024.xlsx`)).toBe(
    "Ventas de la sucursal norte muy muy muy muy muy …lladas 2024.xlsx",
  );
  expect(named("x/..")).toBe("..");
  expect(named("")).toBeUndefined();
  const family = "👩‍👩‍👧‍👦";
  expect(named(family.repeat(20))).toBe(`${family.repeat(4)}…${family}`);
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 256, maxLength: 400 }), (sent) => {
      const name = named(sent);
      if (typeof name !== "string") return;
      expect(name.length).toBeLessThanOrEqual(65);
      expect(name.isWellFormed()).toBe(true);
      expect(name).not.toMatch(/[/\\\p{Cc}\u061c\u200b\u2028-\u202e\u2066-\u2069]/u);
    }),
  );
  // One letter with hundreds of marks is no way to a long message.
  expect(named(`a${"\u0301".repeat(300)}.csv`)).toBe("….csv");
});

test("whatever is sent, the outcome has no separator, nothing invisible, at most 255 bytes, or is refused", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (sent) => {
      let name: string;
      try {
        name = cleanFileName(sent);
      } catch (error) {
        expect(error).toMatchObject({ code: "upload_name_invalid" });
        return;
      }
      expect(name).not.toMatch(/[/\\\p{Cc}\u061c\u200b\u2028-\u202e\u2066-\u2069]/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(cleanFileName(name)).toBe(name);
    }),
  );
});
