import type { Measure, MeasureKind, MeasureOf, MeasureResult, MeasureValues } from "@caudal/insights/measure.ts";
import { batchColumns } from "./batch-columns.ts";
import { answerCorrelation } from "./correlation.ts";
import { answerCrosstab } from "./crosstab.ts";
import { answerDistinct } from "./distinct.ts";
import { answerDuplicates } from "./duplicates.ts";
import { answerGroups } from "./groups.ts";
import { answerHistogram } from "./histogram.ts";
import { answerIdentity } from "./identity.ts";
import { askOne, columnNamed, type AnswerMeasure, type Ask, type MeasuredTable } from "./measured-table.ts";
import { answerMissingPatterns } from "./missing-patterns.ts";
import { answerPareto } from "./pareto.ts";
import { answerQuantiles } from "./quantiles.ts";
import { answerRowsWhere } from "./rows-where.ts";
import { answerSample } from "./sample.ts";
import { readSummary, summaryAggregates } from "./summary.ts";
import { answerTextShapes } from "./text-shapes.ts";
import { answerTimeSeries } from "./time-series.ts";
import { answerTopValues } from "./top-values.ts";
import { answerVariants } from "./variants.ts";

type AnswerTable = { readonly [K in Exclude<MeasureKind, "summary">]: AnswerMeasure<K> };

const answers: AnswerTable = {
  textShapes: answerTextShapes,
  distinct: answerDistinct,
  topValues: answerTopValues,
  variants: answerVariants,
  quantiles: answerQuantiles,
  histogram: answerHistogram,
  rowsWhere: answerRowsWhere,
  missingPatterns: answerMissingPatterns,
  duplicates: answerDuplicates,
  timeSeries: answerTimeSeries,
  sample: answerSample,
  correlation: answerCorrelation,
  groups: answerGroups,
  pareto: answerPareto,
  crosstab: answerCrosstab,
  identity: answerIdentity,
};

/** Answers measures one after another, the summaries of a batch of columns together in one pass; results stand in the order of the measures. */
export async function answerMeasures(
  measures: readonly Measure[],
  table: MeasuredTable,
  ask: Ask,
  answered: (count: number) => void,
): Promise<readonly MeasureResult[]> {
  const summaries = await answerSummaries(measures, table, ask);
  let count = summaries.size;
  answered(count);
  const results: MeasureResult[] = [];
  for (const measure of measures) {
    if (measure.kind === "summary") {
      const value = summaries.get(measure.column);
      if (value !== undefined) results.push({ kind: "summary", measure, value });
      continue;
    }
    results.push(await answerOne(measure.kind, measure, table, ask));
    answered(++count);
  }
  return results;
}

async function answerOne<K extends Exclude<MeasureKind, "summary">>(
  kind: K,
  measure: MeasureOf<K>,
  table: MeasuredTable,
  ask: Ask,
): Promise<MeasureResult> {
  // The kind ties measure and value together; the compiler cannot follow it through the union.
  return { kind, measure, value: await answers[kind](measure, table, ask) } as MeasureResult;
}

async function answerSummaries(
  measures: readonly Measure[],
  table: MeasuredTable,
  ask: Ask,
): Promise<ReadonlyMap<string, MeasureValues["summary"]>> {
  const columns = measures.flatMap((measure) =>
    measure.kind === "summary" ? [columnNamed(table, measure.column)] : [],
  );
  if (columns.length === 0) return new Map();
  const found = new Map<string, MeasureValues["summary"]>();
  for (const some of batchColumns(columns)) {
    const aggregates = some.flatMap((column, place) => summaryAggregates(column, `m${place}`));
    const row = await askOne(ask, `SELECT ${aggregates.join(", ")} FROM ${table.from}`);
    some.forEach((column, place) => found.set(column.name, readSummary(column, `m${place}`, row)));
  }
  return found;
}
