import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languageOf, languageTagPattern, parseLanguageTag, tagOfLanguage } from "./language-tag.ts";

describe("a tag of a language and a region", () => {
  test.each([
    ["es", "es"],
    ["EN", "en"],
    ["es-mx", "es-MX"],
    ["Es-419", "es-419"],
    ["en-GB", "en-GB"],
    ["", null],
    ["fr", null],
    ["fr-MX", null],
    ["español", null],
    ["es-", null],
    ["es-MEX", null],
    ["es-41", null],
    ["es_MX", null],
    ["es-Latn-MX", null],
    ["es-MX-u-nu-arab", null],
    ["es-MX\r\nset-cookie: a=b", null],
    ["es-MX\n", null],
    ["es-MX<script>", null],
    ["../es", null],
    ["constructor", null],
  ])("%j is read as %j", (text, tag) => expect(parseLanguageTag(text)).toBe(tag));

  test("is whatever was sent, never more than a language and a region", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^e[ns]-?.{0,4}$/)), (text) => {
        const tag = parseLanguageTag(text);
        if (tag === null) return;
        expect(tag).toMatch(languageTagPattern);
        expect(tag.toLowerCase()).toBe(text.toLowerCase());
        expect(tag.slice(0, 2)).toBe(languageOf(tag));
        expect(Intl.getCanonicalLocales(tag)).toHaveLength(1);
      }),
    );
  });
});

test.each([
  ["es", ["es-MX", "es", "en-US"], "es-MX"],
  ["es", ["en-US", "es-AR"], "es-AR"],
  ["es", ["es", "es-MX"], "es"],
  ["es", ["en-US", "en"], "es"],
  ["en", ["es-MX", "en-GB"], "en-GB"],
  ["en", ["es-MX"], "en"],
  ["es", ["es-MX-u-nu-arab", "rubbish", "es-419"], "es-419"],
  ["es", [], "es"],
] as const)("a reader of %s whose browser names %j reads as in %s", (locale, preferred, tag) => {
  expect(tagOfLanguage(locale, preferred)).toBe(tag);
});
