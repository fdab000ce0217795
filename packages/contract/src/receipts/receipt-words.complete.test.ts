import { expect, test } from "vitest";
import { differenceCodes } from "../resources/verification.ts";
import { receiptWords, renderCheck, renderDifference } from "./receipt-words.ts";

const params = {
  name: "v.csv",
  field: "state",
  figure: "min",
  column: "monto",
  columns: "monto",
  key: "missing_column",
  size: 1200,
  size_now: 7,
  rows: 1200,
  rows_now: 7,
  present: 1,
  present_now: 2,
  kept: 1,
  kept_now: 0,
  rejected: 1,
  rejected_now: 0,
  from: "a",
  to: null,
};

test.each(["es", "en"] as const)("every difference is a sentence in %s that leaves nothing out", (tag) => {
  for (const code of differenceCodes) expect(renderDifference(tag, { code, params }), code).toMatch(/^[^{}…]+\.$/u);
  expect(renderDifference("es-MX", { code: "table_rows", params })).toBe("La copia tenía 1,200 filas y tiene 7.");
  expect(renderDifference("es", { code: "column_figure", params })).toContain("el mínimo era a y es nada");
  expect(renderDifference("en", { code: "insight_gone", params: { key: "k", columns: "" } })).toContain("whole file");
});

test("both languages name the same fields", () => {
  expect(Object.keys(receiptWords("es").names)).toEqual(Object.keys(receiptWords("en").names));
  const check = { subject: "signature", outcome: "unchecked", because: "no_key", differences: [] } as const;
  expect(renderCheck("es", { ...check, differences: [] }).messages).toHaveLength(1);
});
