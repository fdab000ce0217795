import { columnNamed, countOf, textOf, tieSql, type AnswerMeasure } from "./measured-table.ts";

export const answerTopValues: AnswerMeasure<"topValues"> = async (measure, table, ask) => {
  const column = columnNamed(table, measure.column);
  const rows = await ask(
    `SELECT value, n, count(*) OVER () AS different FROM
      (SELECT ${column.sql} AS value, count(*) AS n FROM ${table.from} WHERE ${column.sql} IS NOT NULL GROUP BY ALL)
      ORDER BY n DESC, ${tieSql({ ...column, sql: "value" })} LIMIT ${measure.limit}`,
  );
  return {
    distinct: countOf(rows[0]?.["different"]),
    values: rows.map((row) => ({ value: textOf(row["value"]) ?? "", count: countOf(row["n"]) })),
  };
};
