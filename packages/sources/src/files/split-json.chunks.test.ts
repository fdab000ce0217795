import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecordSplitter, JsonBroken } from "./split-json.ts";

function split(text: string, size: number) {
  const splitter = createRecordSplitter(1_000_000);
  const records: { path: string; value: unknown }[] = [];
  for (let at = 0; at < text.length; at += size) {
    for (const record of splitter.push(text.slice(at, at + size)))
      records.push({ path: record.path, value: JSON.parse(record.text) });
  }
  return { records, ...splitter.finish() };
}

describe("records of a JSON text", () => {
  it("are found in a list at the root, wherever the chunks are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))),
        fc.integer({ min: 1, max: 13 }),
        fc.boolean(),
        (list, size, pretty) => {
          const text = JSON.stringify(list, null, pretty ? 2 : undefined);
          expect(split(text, size).records.map((record) => record.value)).toEqual(JSON.parse(text));
        },
      ),
      { seed: 5 },
    );
  });

  it("are found in lists that objects lead to, not in lists of records", () => {
    const text = JSON.stringify({ meta: { pages: [1, 2] }, data: { items: [{ a: 1, tags: [{ x: 1 }] }, { a: 2 }] } });
    expect(split(text, 7).records.map((record) => record.path)).toEqual(["data.items", "data.items"]);
  });

  it.each([
    ["[{", true],
    ['[{"a":"', true],
    ["[}", false],
    ["", false],
  ])("%j is broken (cut short: %s)", (text, truncated) => {
    expect(() => split(text, 3)).toThrow(JsonBroken);
    try {
      split(text, 3);
    } catch (thrown) {
      expect(thrown).toMatchObject({ truncated });
    }
  });
});
