import { describe, expect, test } from "vitest";
import { createSpeech } from "./speech.ts";

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

/** The same in both languages, rightly. */
const shared =
  /\.(name|title|file|error|inputs|csv|json|excel|ndjson|parquet|tsv|gzip|JSON|pipe|decimal|state|changes\.none|types\..*|formats\..*|compressions\..*)$/;

describe("both catalogues", () => {
  const es = leaves(createSpeech("es").w, "");
  const en = new Map(leaves(createSpeech("en").w, ""));
  test("have the same keys", () => expect([...en.keys()].toSorted()).toEqual(es.map(([key]) => key).toSorted()));
  test("say something at every key", () =>
    expect([...es, ...en].filter(([, words]) => words.trim() === "")).toEqual([]));
  test("are not copies of one another", () =>
    expect(es.filter(([key, words]) => en.get(key) === words && !shared.test(key)).map(([key]) => key)).toEqual([]));
});
