import { allColumnsSql, askOne, columnNamed, countOf, exampleRow, type AnswerMeasure } from "./measured-table.ts";

export const answerDuplicates: AnswerMeasure<"duplicates"> = async (measure, table, ask) => {
  const names = measure.columns.map((name) => columnNamed(table, name).sql);
  if (names.length === 0) return { groups: 0, extra: 0, examples: [] };
  const grouped = `SELECT count(*) AS n, min(${table.rowNumber}) AS first FROM ${table.from} GROUP BY ${names.join(", ")} HAVING count(*) > 1`;
  const totals = await askOne(
    ask,
    `SELECT count(*) AS groups, coalesce(sum(n - 1), 0)::BIGINT AS extra FROM (${grouped})`,
  );
  const groups = countOf(totals["groups"]);
  if (groups === 0) return { groups, extra: 0, examples: [] };
  const largest = await ask(`SELECT n, first FROM (${grouped}) ORDER BY n DESC, first LIMIT ${measure.limit}`);
  const places = largest.map((row) => countOf(row["first"]));
  const rows =
    places.length === 0
      ? []
      : await ask(
          `SELECT ${table.rowNumber} AS row_number, ${allColumnsSql(table)} FROM ${table.from} WHERE ${table.rowNumber} IN (${places.join(", ")})`,
        );
  return {
    groups,
    extra: countOf(totals["extra"]),
    examples: largest.flatMap((group) => {
      const row = rows.find((candidate) => countOf(candidate["row_number"]) === countOf(group["first"]));
      return row === undefined ? [] : [{ count: countOf(group["n"]), row: exampleRow(row, table) }];
    }),
  };
};
