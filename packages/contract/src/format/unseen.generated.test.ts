import { expect, test } from "vitest";
import fc from "fast-check";
import { withoutUnseen } from "./unseen.ts";

const every = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
const ignorable = every
  .map((code) => String.fromCodePoint(code))
  .filter((sign) => sign === "\u2800" || /\p{Default_Ignorable_Code_Point}/u.test(sign));

test("no sign that cannot be seen stays between letters of Spanish, nor as a name of its own", () => {
  expect(ignorable.length).toBeGreaterThan(4000);
  expect(ignorable.filter((sign) => withoutUnseen(`An${sign}a`) !== "Ana")).toEqual([]);
  expect(ignorable.filter((sign) => withoutUnseen(sign.repeat(3)) !== "")).toEqual([]);
});

test("a name of any such signs is none", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ignorable), { maxLength: 20 }), (signs) => {
      expect(withoutUnseen(signs.join(""))).toBe("");
    }),
  );
});

test("what is left of any text is left as it is, and all that can be seen is", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), fc.constantFrom("ی", "ക്", "👩", "葛", ...ignorable)), {
        maxLength: 20,
      }),
      (parts) => {
        const text = parts.join("");
        const left = withoutUnseen(text);
        expect(withoutUnseen(left)).toBe(left);
        const seen = (of: string) => of.replace(/[\p{Cc}\p{Zl}\p{Zp}\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/gu, "");
        expect(seen(left)).toBe(seen(text));
      },
    ),
  );
});

test("a text of a hundred thousand of any one of them, each of which could belong to the one before, is read once", () => {
  const long = ["\u180b", "\u200d", "\ufe0f", "\u17b4\u200d", "\u{e0061}", "\u3164"].map((part) => part.repeat(100_000));
  expect(long.map(withoutUnseen)).toEqual(long.map(() => ""));
  const began = performance.now();
  for (const text of long) withoutUnseen(`ᠠ${text}`);
  expect(performance.now() - began).toBeLessThan(5_000);
});
