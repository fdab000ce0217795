import type { Row } from "@caudal/duckdb/duckdb-process.ts";
import type { Group } from "@caudal/insights/measure.ts";
import { columnNamed, countOf, finiteSql, numberOf, textOf, tieSql, type AnswerMeasure } from "./measured-table.ts";

export const answerGroups: AnswerMeasure<"groups"> = async (measure, table, ask) => {
  const category = columnNamed(table, measure.category);
  const tie = tieSql({ ...category, sql: "label" });
  const rows = await ask(`
    WITH pairs AS (SELECT label, value FROM (SELECT ${category.sql} AS label, ${finiteSql(columnNamed(table, measure.value))} AS value
      FROM ${table.from}) WHERE label IS NOT NULL AND value IS NOT NULL),
    grouped AS (SELECT label, count(*) AS n, avg(value) AS mean, coalesce(var_pop(value), 0) * count(*) AS within, min(value) AS low,
      max(value) AS high, quantile_cont(value, 0.25) AS q1, quantile_cont(value, 0.5) AS median, quantile_cont(value, 0.75) AS q3
      FROM pairs GROUP BY label),
    whole AS (SELECT sum(n * mean) / sum(n) AS mean FROM grouped),
    placed AS (SELECT *, row_number() OVER (ORDER BY n DESC, ${tie}) AS place,
      row_number() OVER (ORDER BY n < ${measure.fewest}, median, ${tie}) AS from_low,
      row_number() OVER (ORDER BY n < ${measure.fewest}, median DESC, ${tie}) AS from_high FROM grouped),
    totals AS (SELECT count(*) AS groups, count_if(n >= ${measure.fewest}) AS compared, sum(n)::BIGINT AS rows, sum(n * (grouped.mean - whole.mean) ** 2) AS between_groups,
      sum(within) AS within_groups FROM grouped, whole)
    SELECT * FROM placed, totals WHERE place <= ${measure.limit} OR from_low = 1 OR from_high = 1 ORDER BY place`);
  const [first] = rows;
  const compared = countOf(first?.["compared"]);
  const extreme = (side: "from_low" | "from_high"): Group | null => {
    const row = compared === 0 ? undefined : rows.find((candidate) => countOf(candidate[side]) === 1);
    return row === undefined ? null : readGroup(row);
  };
  return {
    count: countOf(first?.["groups"]),
    n: countOf(first?.["rows"]),
    compared,
    lowest: extreme("from_low"),
    highest: extreme("from_high"),
    between: numberOf(first?.["between_groups"]) ?? 0,
    within: numberOf(first?.["within_groups"]) ?? 0,
    groups: rows.filter((row) => countOf(row["place"]) <= measure.limit).map(readGroup),
  };
};

function readGroup(row: Row): Group {
  return {
    label: textOf(row["label"]) ?? "",
    n: countOf(row["n"]),
    mean: numberOf(row["mean"]) ?? 0,
    min: numberOf(row["low"]) ?? 0,
    q1: numberOf(row["q1"]) ?? 0,
    median: numberOf(row["median"]) ?? 0,
    q3: numberOf(row["q3"]) ?? 0,
    max: numberOf(row["high"]) ?? 0,
  };
}
