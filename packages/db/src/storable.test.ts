import fc from "fast-check";
import { expect, test } from "vitest";
import { storableJson, storableText } from "./storable.ts";

test("no text keeps what PostgreSQL refuses, and well-formed text keeps everything", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const stored = storableText(text);
      expect(stored).not.toContain("\0");
      expect(stored.isWellFormed()).toBe(true);
      if (!text.includes("\0") && text.isWellFormed()) expect(stored).toBe(text);
    }),
  );
  expect(storableText("a\0b\ud800c")).toBe("a\ufffdb\ufffdc");
});

test("a text that only looks like an escape survives in JSON", () => {
  const value = { text: "\\u0000", nested: ["a\0b", { deep: "\udc00" }], figure: 1.5, nothing: null };
  expect(JSON.parse(storableJson(value))).toEqual({
    text: "\\u0000",
    nested: ["a\ufffdb", { deep: "\ufffd" }],
    figure: 1.5,
    nothing: null,
  });
});
