import type { ColumnProfile } from "@caudal/contract/resources/reading.ts";
import { indexResults } from "@caudal/insights/answers.ts";
import type { Measure, MeasureResult } from "@caudal/insights/measure.ts";
import type { InsightTable } from "@caudal/insights/table.ts";
import { typeName } from "@caudal/tables/type-name.ts";

const topLimit = 10;
/** Above this, counting every value costs more than ten rows of a table are worth. */
const maxCountedValues = 100_000;
/** Columns, in the order of the file, whose values are counted one by one; those after them keep the figures of the first pass. */
const maxCountedColumns = 100;

/** What the columns' page needs beyond what the findings asked for: exact counts of the most frequent values. */
export function measuresForColumns(table: InsightTable, results: readonly MeasureResult[]): readonly Measure[] {
  const answers = indexResults(results);
  const counted = table.columns.flatMap(({ name, type }): Measure[] => {
    const summary = answers.to({ kind: "summary", column: name });
    const few = summary !== null && summary.present > 0 && summary.approxDistinct <= maxCountedValues;
    return few && type.kind !== "binary" ? [{ kind: "topValues", column: name, limit: topLimit }] : [];
  });
  return counted.slice(0, maxCountedColumns);
}

/** Each column in figures, as far as they are known by now. */
export function describeColumns(table: InsightTable, results: readonly MeasureResult[]): readonly ColumnProfile[] {
  const answers = indexResults(results);
  const topValues = new Map(answers.all("topValues").map((result) => [result.measure.column, result.value]));
  return table.columns.map(({ name, sourceName, type }) => {
    const summary = answers.to({ kind: "summary", column: name });
    const top = topValues.get(name);
    const exact = top?.distinct ?? answers.to({ kind: "distinct", columns: [name] })?.distinct;
    return {
      name,
      source_name: sourceName,
      type: typeName(type),
      missing: table.rows - (summary?.present ?? 0),
      distinct: exact ?? Math.min(summary?.approxDistinct ?? 0, summary?.present ?? 0),
      distinct_exact: exact !== undefined,
      min: summary?.min ?? null,
      max: summary?.max ?? null,
      mean: summary?.numeric?.mean ?? null,
      top: (top?.values ?? []).slice(0, topLimit).map(({ value, count }) => ({ value, count })),
    };
  });
}
