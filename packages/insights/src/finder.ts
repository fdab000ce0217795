import type { ChartData } from "@caudal/contract/resources/chart.ts";
import type { FindingKind, FindingParams } from "@caudal/contract/findings/finding-params.ts";
import { indexResults, type Answers } from "./answers.ts";
import { classifyColumns, type ColumnFacts } from "./classify-columns.ts";
import { countedConfidence, scoreOf, type Surety } from "./confidence.ts";
import type { Finding, FindingOf } from "./finding.ts";
import { importanceOf } from "./importance.ts";
import type { ExampleRows, Measure, MeasureResult } from "./measure.ts";
import { writeQuery } from "./write-query.ts";
import type { InsightTable } from "./table.ts";

/** What finders know. Built anew from a table and the results so far: nothing is remembered between rounds but those. */
export type Known = {
  readonly table: InsightTable;
  readonly answers: Answers;
  readonly columns: readonly ColumnFacts[];
};

/** One area of what can be said: what it asks in which round (1: the file as it arrived; later: its copy), and what it says from the answers. */
export type Finder = {
  readonly wave: 1 | 2;
  plan(round: number, known: Known): readonly Measure[];
  find(known: Known): readonly Finding[];
};

export function takeStock(table: InsightTable, results: readonly MeasureResult[]): Known {
  const answers = indexResults(results);
  return { table, answers, columns: classifyColumns(table, answers) };
}

/** What a finder decides; the rest of a finding follows from it. `magnitude` is 0 to 1, see importance.ts. */
export type Statement<K extends FindingKind> = {
  readonly key: K;
  readonly params: FindingParams[K];
  readonly columns: readonly string[];
  readonly magnitude: number;
  /** What was asked; or what stands for it, where it was no question to the table. */
  readonly measure: Measure | { readonly kind: "rejects" };
  readonly data?: ChartData;
  readonly rows?: { readonly total: number; readonly rows: ExampleRows; readonly columns?: readonly string[] } | null;
  readonly surety?: Surety;
};

export function state<K extends FindingKind>(known: Known, statement: Statement<K>): FindingOf<K> {
  const confidence = statement.surety ?? countedConfidence(known.table);
  const { rows } = statement;
  return {
    key: statement.key,
    params: statement.params,
    data: statement.data ?? { chart: "none" },
    evidence: {
      query: writeQuery(statement.measure, known.table),
      method: statement.key,
      rows:
        rows == null
          ? null
          : {
              columns: rows.columns === undefined ? known.table.columns.map(({ name }) => name) : [...rows.columns],
              rows: rows.rows.map((row) => [...row]),
              total: rows.total,
            },
    },
    confidence: { formula: confidence.formula, inputs: { ...confidence.inputs } },
    confidenceScore: scoreOf(confidence),
    columns: statement.columns,
    importance: importanceOf(statement.key, statement.magnitude),
  };
}

/** A number as it stands in a chart's axis. */
export const axis = (label: string, format: "number" | "percent" | "date" | "month" | "text" = "number") => ({
  label,
  unit: "",
  format,
});
