import { describe, expect, it } from "vitest";
import { figuresFor } from "./figures.ts";
import { renderFinding } from "./render-finding.ts";

const missing = {
  key: "missing_column",
  params: { column: "Cliente", missing: 12_708, rows: 50_999, share: 12_708 / 50_999 },
} as const;
const bars = {
  chart: "bar",
  category: { label: "@column", unit: "", format: "text" },
  value: { label: "@rows", unit: "", format: "number" },
  bars: [
    { label: "@weekday 1", value: 1, highlight: false },
    { label: "@casa", value: 2, highlight: false },
  ],
  others: null,
} as const;

describe("a finding is written as its reader writes", () => {
  it("in Spanish", () => {
    const { title, data } = renderFinding({ ...missing, data: { ...bars, bars: [...bars.bars] } }, "es");
    expect(title.replaceAll("\u00a0", " ")).toBe(
      "A la columna «Cliente» le falta el 24,9 % de los valores (12.708 de 50.999)",
    );
    expect(data).toMatchObject({
      category: { label: "Columna" },
      value: { label: "Filas" },
      bars: [{ label: "lunes" }, { label: "@casa" }],
    });
  });

  it("in English", () => {
    const { title, data } = renderFinding({ ...missing, data: { ...bars, bars: [...bars.bars] } }, "en");
    expect(title).toBe("Column “Cliente” lacks 24.9% of its values (12,708 of 50,999)");
    expect(data).toMatchObject({ category: { label: "Column" }, bars: [{ label: "Monday" }, { label: "@casa" }] });
  });
});

describe("figures", () => {
  const es = figuresFor("es");
  it("never round a part to all or to nothing", () => {
    expect(es.percent(0.99996)).not.toContain("100");
    expect(es.percent(0.00001)).not.toMatch(/^0\s/);
    expect(es.percent(1)).toContain("100");
  });
  it("group thousands from four digits on, and keep useful decimals", () => {
    expect(es.count(1234)).toBe("1.234");
    expect([1234.56, 12.345, 0.012_345, 3].map((value) => es.number(value))).toEqual(["1.235", "12,35", "0,0123", "3"]);
  });
  it("name days and write dates", () => {
    expect([es.weekday(1), es.weekday(7), es.date("2026-11-21T08:30:00")]).toEqual(["lunes", "domingo", "21 nov 2026"]);
  });
  it("list a few and count the rest", () => {
    expect(es.list(["a", "b", "c"])).toBe("a, b y c");
    expect(es.list("abcdefgh".split(""))).toBe("a, b, c, d, e, f y 2 más");
  });
});

describe("a spelling that differs by blanks alone", () => {
  const variants = {
    key: "category_variants",
    params: { column: "Zona", groups: 1, rows: 3, examples: ["norte", "norte "] },
    data: {
      chart: "table",
      columns: ["@same_as", "@spelling", "@rows"],
      rows: [
        ["norte", "norte", 9],
        ["norte", "norte ", 3],
      ],
    },
  } as const;
  const data = {
    ...variants.data,
    columns: [...variants.data.columns],
    rows: variants.data.rows.map((row) => [...row]),
  };

  it.each([
    ["es", "«norte» y «norte␣» (␣ es un espacio)"],
    ["en", "“norte” and “norte␣” (␣ is a space)"],
  ] as const)("is told apart in %s, in the sentence and in the table", (locale, words) => {
    const said = renderFinding({ ...variants, data }, locale);
    expect(said.description).toContain(words);
    expect(said.data).toMatchObject({
      rows: [
        ["norte", "norte", 9],
        ["norte", "norte␣", 3],
      ],
    });
  });

  it("and one that differs by case needs no mark", () => {
    const params = { ...variants.params, examples: ["Norte", "NORTE"] };
    expect(renderFinding({ ...variants, params, data }, "es").description).not.toContain("␣");
  });
});
