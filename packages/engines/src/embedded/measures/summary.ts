import type { Row } from "@caudal/duckdb/duckdb-process.ts";
import type { MeasureValues } from "@caudal/insights/measure.ts";
import { isNumeric } from "@caudal/tables/logical-type.ts";
import { countOf, finiteSql, numberOf, textOf, type MeasuredColumn } from "./measured-table.ts";

/** The aggregates of one column's summary, named by `prefix`, to be computed together with those of all others. */
export function summaryAggregates(column: MeasuredColumn, prefix: string): readonly string[] {
  const { sql, type } = column;
  const aggregates = [
    `count(${sql}) AS ${prefix}_present`,
    `approx_count_distinct(${sql}) AS ${prefix}_distinct`,
    `min(${sql}) AS ${prefix}_min`,
    `max(${sql}) AS ${prefix}_max`,
  ];
  if (isNumeric(type)) {
    const number = finiteSql(column);
    aggregates.push(
      `avg(${number}) AS ${prefix}_mean`,
      `stddev_samp(${number}) AS ${prefix}_sd`,
      `count_if(${sql} = 0) AS ${prefix}_zeros`,
      `count_if(${sql} < 0) AS ${prefix}_negatives`,
    );
  }
  if (type.kind === "text") {
    aggregates.push(`min(length(${sql})) AS ${prefix}_shortest`, `max(length(${sql})) AS ${prefix}_longest`);
  }
  return aggregates;
}

/** A column's summary from the row that holds its aggregates. */
export function readSummary({ type }: MeasuredColumn, prefix: string, row: Row): MeasureValues["summary"] {
  const present = countOf(row[`${prefix}_present`]);
  return {
    present,
    approxDistinct: Math.min(present, countOf(row[`${prefix}_distinct`])),
    min: textOf(row[`${prefix}_min`]),
    max: textOf(row[`${prefix}_max`]),
    numeric: isNumeric(type)
      ? {
          mean: numberOf(row[`${prefix}_mean`]),
          sd: numberOf(row[`${prefix}_sd`]),
          zeros: countOf(row[`${prefix}_zeros`]),
          negatives: countOf(row[`${prefix}_negatives`]),
        }
      : null,
    text:
      type.kind === "text" && present > 0
        ? { minLength: countOf(row[`${prefix}_shortest`]), maxLength: countOf(row[`${prefix}_longest`]) }
        : null,
  };
}
