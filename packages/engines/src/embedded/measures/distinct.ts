import { askOne, columnNamed, countOf, type AnswerMeasure } from "./measured-table.ts";

export const answerDistinct: AnswerMeasure<"distinct"> = async (measure, table, ask) => {
  const names = measure.columns.map((name) => columnNamed(table, name).sql);
  const present = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
  const row = await askOne(
    ask,
    `SELECT coalesce(sum(n), 0)::BIGINT AS complete, count(*) AS different FROM
      (SELECT count(*) AS n FROM ${table.from} WHERE ${present} GROUP BY ${names.join(", ")})`,
  );
  return { complete: countOf(row["complete"]), distinct: countOf(row["different"]) };
};
