import {
  columnNamed,
  countOf,
  finiteSql,
  numberOf,
  textOf,
  type AnswerMeasure,
  type MeasuredColumn,
} from "./measured-table.ts";
import type { Grain } from "@caudal/insights/measure.ts";

export const answerTimeSeries: AnswerMeasure<"timeSeries"> = async (measure, table, ask) => {
  const sums = measure.sums.flatMap((name, place) => {
    const column = columnNamed(table, name);
    return [`coalesce(sum(${finiteSql(column)}), 0)::DOUBLE AS s${place}`, `count(${finiteSql(column)}) AS p${place}`];
  });
  const time = columnNamed(table, measure.time);
  const rows = await ask(
    `SELECT ${periodSql(time, measure.grain)} AS period, ${["count(*) AS n", ...sums].join(", ")} FROM ${table.from}
      WHERE ${presentSql(time)} GROUP BY period ORDER BY period`,
  );
  return rows.map((row) => ({
    at: textOf(row["period"]) ?? "",
    rows: countOf(row["n"]),
    sums: measure.sums.map((_, place) => numberOf(row[`s${place}`]) ?? 0),
    present: measure.sums.map((_, place) => countOf(row[`p${place}`])),
  }));
};

/** Infinite dates stand in no period. */
function presentSql({ sql, type }: MeasuredColumn): string {
  return type.kind === "int" ? `${sql} IS NOT NULL` : `isfinite(${sql})`;
}

function periodSql({ sql, type }: MeasuredColumn, grain: Grain): string {
  if (type.kind === "int") return `lpad(${sql}::VARCHAR, 4, '0') || '-01-01'`;
  const wallClock = type.kind === "timestamp" && type.zone ? `(${sql} AT TIME ZONE 'UTC')` : sql;
  const format = grain === "minute" || grain === "hour" ? "%Y-%m-%dT%H:%M" : "%Y-%m-%d";
  return `strftime(date_trunc('${grain}', ${wallClock}), '${format}')`;
}
