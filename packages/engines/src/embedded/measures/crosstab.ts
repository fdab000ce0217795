import { columnNamed, countOf, textOf, tieSql, type AnswerMeasure } from "./measured-table.ts";

export const answerCrosstab: AnswerMeasure<"crosstab"> = async (measure, table, ask) => {
  const a = columnNamed(table, measure.a);
  const b = columnNamed(table, measure.b);
  const most = (name: "a" | "b", type: typeof a.type): string =>
    `(SELECT ${name}, sum(n)::BIGINT AS rows, row_number() OVER (ORDER BY sum(n) DESC, ${tieSql({ name, sql: name, type })}) AS place FROM counted GROUP BY ${name}
      QUALIFY place <= ${measure.limit})`;
  const rows = await ask(`
    WITH counted AS MATERIALIZED (SELECT ${a.sql} AS a, ${b.sql} AS b, count(*) AS n FROM ${table.from}
      WHERE ${a.sql} IS NOT NULL AND ${b.sql} IS NOT NULL GROUP BY ALL),
    total AS (SELECT sum(n)::BIGINT AS total FROM counted)
    SELECT most_a.a, most_b.b, most_a.place AS ia, most_b.place AS ib, coalesce(n, 0) AS n, most_a.rows AS rows, total
    FROM ${most("a", a.type)} AS most_a CROSS JOIN ${most("b", b.type)} AS most_b CROSS JOIN total
    LEFT JOIN counted ON counted.a = most_a.a AND counted.b = most_b.b ORDER BY ia, ib`);
  const as: string[] = [];
  const bs: string[] = [];
  const counts: number[][] = [];
  const totals: number[] = [];
  let kept = 0;
  for (const row of rows) {
    const i = countOf(row["ia"]) - 1;
    const j = countOf(row["ib"]) - 1;
    as[i] = textOf(row["a"]) ?? "";
    bs[j] = textOf(row["b"]) ?? "";
    totals[i] = countOf(row["rows"]);
    (counts[i] ??= [])[j] = countOf(row["n"]);
    kept += countOf(row["n"]);
  }
  return { as, bs, counts, totals, others: countOf(rows[0]?.["total"]) - kept };
};
