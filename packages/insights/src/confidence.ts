import type { InsightTable } from "./table.ts";

/** How sure a statement is: a formula of docs/confidence.md and what goes into it. */
export type Surety =
  | { readonly formula: "counted"; readonly inputs: { readonly rows: number; readonly rejected: number } }
  | {
      readonly formula: "coverage";
      readonly inputs: { readonly covered: number; readonly rows: number; readonly rejected: number };
    }
  | {
      readonly formula: "one_minus_q";
      readonly inputs: { readonly p: number; readonly q: number; readonly tests: number; readonly n: number };
    };

/** Counted over all rows that could be read. */
export function countedConfidence(table: InsightTable): Surety {
  return { formula: "counted", inputs: { rows: table.rows, rejected: table.rejected } };
}

/** Counted over the rows that have what the statement needs. */
export function coverageConfidence(table: InsightTable, covered: number): Surety {
  return { formula: "coverage", inputs: { covered, rows: table.rows, rejected: table.rejected } };
}

/** 0 to 1. Counted: the part of the file's rows that was read. Coverage: the part that was read and has the values. Tests: 1 − q. */
export function scoreOf(surety: Surety): number {
  switch (surety.formula) {
    case "counted": {
      const all = surety.inputs.rows + surety.inputs.rejected;
      return all === 0 ? 0 : surety.inputs.rows / all;
    }
    case "coverage": {
      const all = surety.inputs.rows + surety.inputs.rejected;
      return all === 0 ? 0 : Math.min(1, surety.inputs.covered / all);
    }
    case "one_minus_q":
      return Math.max(0, Math.min(1, 1 - surety.inputs.q));
  }
}
