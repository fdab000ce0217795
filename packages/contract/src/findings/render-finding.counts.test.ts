import { describe, expect, it } from "vitest";
import type { FindingKind, FindingParams } from "./finding-params.ts";
import { isFindingKind, renderFinding } from "./render-finding.ts";

/** Every kind with all of its counts the same; lists are never empty where their finding needs one. */
function paramsWith(n: number): { readonly [K in FindingKind]: FindingParams[K] } {
  const columns = (["a", "b", "c"] as const).slice(0, Math.max(1, n));
  const others = columns.slice(0, n);
  const part = { column: "a", count: n, present: n, share: 0.1 };
  const gaps = { missing: n, rows: n, share: 0.1 };
  const trend = {
    time: "t",
    grain: "day",
    direction: "up",
    change: 0.5,
    from: "2025-01-01",
    to: "2025-02-01",
    first: n,
    last: n,
    periods: n,
  } as const;
  return {
    rejected_rows: { rejected: n, rows: n, share: 0.1 },
    missing_column: { column: "a", ...gaps },
    missing_together: { columns: ["a", "b"], ...gaps },
    missing_widely: { columns, cells: n, total: n, share: 0.1 },
    empty_columns: { columns, rows: n },
    constant_columns: { columns, gaps: [], values: columns, rows: n },
    duplicate_rows: { extra: n, groups: n, rows: n, share: 0.1 },
    mixed_column: { ...part, majority: "number", minority: "text", examples: columns },
    code_affix: { ...part, affix: "C", end: "start", examples: columns },
    key_column: { column: "a", rows: n },
    key_pair: { first: "a", second: "b", rows: n },
    almost_key: { column: "a", extra: n, groups: n, rows: n, share: 0.1 },
    category_variants: { column: "a", groups: n, rows: n, examples: ["x", "X"] },
    padded_text: part,
    placeholder_values: { ...part, values: columns },
    heavy_tail: { column: "a", median: n, mean: n, high: n, ratio: 2.5, also: others },
    outliers: { ...part, low: n, high: n, q1: n, median: n, q3: n, extreme: n },
    dominant_value: { ...part, value: "x" },
    few_negatives: { ...part, min: -n },
    many_zeros: part,
    future_dates: { ...part, latest: "2027-01-01", today: "2026-01-01" },
    remote_dates: { ...part, earliest: "1900-01-01" },
    time_span: { column: "a", from: "2025-01-01", to: "2025-02-01", grain: "day", periods: n, present: n, outside: n },
    time_gaps: { column: "a", grain: "week", missing: n, longest: n, from: "2025-01-06", to: "2025-01-13" },
    idle_weekdays: { column: "a", weekdays: columns.map((_, i) => String(6 + i)), weeks: n },
    trend_rows: trend,
    trend_value: {
      ...trend,
      value: "a",
      aggregate: "sum",
      also: others,
      alsoFirst: others.map(() => "1"),
      alsoLast: others.map(() => "2"),
      rowsFirst: n === 0 ? null : n,
      rowsLast: n === 0 ? null : n,
    },
    weekly_pattern: {
      time: "t",
      value: "a",
      aggregate: "sum",
      also: others,
      alsoRows: n === 2,
      high: 1,
      low: 2,
      highValue: n,
      lowValue: n,
      weeks: n,
    },
    numbers_related: { x: "a", y: "b", direction: "up", r: 0.5, method: "pearson", n, also: others },
    groups_differ: {
      category: "a",
      value: "b",
      explained: 0.5,
      groups: n,
      n,
      high: "x",
      highMedian: n,
      low: "y",
      lowMedian: n,
      also: others,
    },
    categories_related: { a: "a", b: "b", v: 0.5, n },
    identity_holds: { left: "a", operation: "sum", right: ["b", "c"], obeys: n, complete: 2 * n, share: 0.5 },
    column_copied: { left: "a", right: "b", obeys: n, complete: 2 * n, share: 0.5, lone: n },
    value_follows: { category: "a", value: "b", explained: 0.95, n },
    columns_synonymous: { columns: ["a", ...columns], values: n },
    column_determines: { column: "a", determined: columns, values: n },
    concentrated: {
      category: "a",
      value: "b",
      top: n,
      categories: n,
      topShare: 0.2,
      share: 0.6,
      unlabelledRows: 0.3,
      unlabelledShare: 0.1,
    },
  };
}

const kinds = Object.keys(paramsWith(1)).filter(isFindingKind);
/** A count, not the end of a longer figure or share. */
const after = (count: number) => new RegExp(`(?<![\\d.,])${count}[ \\u00a0](\\p{L}+)`, "gu");
/** Words that end as plurals do and are none. */
const singular = new Set(["mes", "más", "is", "has", "was", "uses", "repeats", "y", "o", "no", "difícilmente"]);
const nouns = {
  es: /^(fila|columna|valor|día|semana|grupo|fecha|celda)$/,
  en: /^(row|column|value|day|week|group|date|cell)$/,
};

describe.each(["es", "en"] as const)("counts and their words agree (%s)", (locale) => {
  const textOf = <K extends FindingKind>(key: K, n: number) => {
    const said = renderFinding({ key, params: paramsWith(n)[key], data: { chart: "none" } }, locale);
    return [said.title, said.description, said.action, said.method].join("\n");
  };

  it.each(kinds)("%s never says 1 with a plural", (key) => {
    const words = [...textOf(key, 1).matchAll(after(1))].map(([, word = ""]) => word);
    expect(words.filter((word) => word.endsWith("s") && !singular.has(word))).toEqual([]);
  });

  it.each(kinds)("%s never says 0 or 2 with a singular", (key) => {
    for (const n of [0, 2]) {
      const words = [...textOf(key, n).matchAll(after(n))].map(([, word = ""]) => word);
      expect(words.filter((word) => nouns[locale].test(word))).toEqual([]);
    }
  });

  it.each(kinds)("%s is whole sentences, and its title fits a line or two", (key) => {
    for (const n of [0, 1, 2]) {
      const text = textOf(key, n);
      expect(text).not.toMatch(/undefined|NaN|null|\[object| {2}|\s[.,;:]|\(\)|«»|“”|\.\./);
      expect(text.split("\n")[0]?.length).toBeLessThanOrEqual(90);
    }
  });
});

describe("one column is spoken of in the singular", () => {
  const say = <K extends FindingKind>(key: K, n: number) => {
    const { title, description, action } = renderFinding(
      { key, params: paramsWith(n)[key], data: { chart: "none" } },
      "es",
    );
    return `${title}. ${description} ${action}`;
  };
  it.each([
    ["empty_columns", "está vacía", "Quítala"],
    ["constant_columns", "tiene siempre", "No distingue "],
    ["column_determines", "la otra columna los agrupa", ""],
    ["numbers_related", "Muy unida a alguna de ellas va también «a»", ""],
    ["trend_value", "También suben el número de filas", "«a» (de 1 a 2)"],
    ["time_gaps", "Falta 1 semana", "que falte 1 semana difícilmente"],
  ] as const)("%s: %s", (key, ...parts) => {
    for (const part of parts) expect(say(key, 1)).toContain(part);
  });
  it.each([
    ["empty_columns", "están vacías", "Quítalas"],
    ["constant_columns", "tienen siempre", "No distinguen "],
    ["numbers_related", "Muy unidas a alguna de ellas van también «a» y «b»", ""],
    ["time_gaps", "Faltan 2 semanas", "que falten 2 semanas seguidas"],
  ] as const)("%s: %s", (key, ...parts) => {
    for (const part of parts) expect(say(key, 2)).toContain(part);
  });
});
