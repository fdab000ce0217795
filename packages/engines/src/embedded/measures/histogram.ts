import { columnNamed, countOf, finiteSql, type AnswerMeasure } from "./measured-table.ts";

export const answerHistogram: AnswerMeasure<"histogram"> = async (measure, table, ask) => {
  const counts = Array.from({ length: Math.max(measure.edges.length - 1, 0) }, () => 0);
  let below = 0;
  let above = 0;
  if (counts.length === 0) return { below, counts, above };
  const edges = `[${measure.edges.map((edge) => `${edge}::DOUBLE`).join(", ")}]`;
  const last = measure.edges.at(-1) ?? 0;
  // The place of a value is the number of edges at or below it: 0 is below the first, edges.length at or above the last.
  const rows = await ask(
    `SELECT CASE WHEN value = ${last}::DOUBLE THEN ${counts.length} ELSE len(list_filter(${edges}, edge -> edge <= value)) END AS place,
      sum(n)::BIGINT AS n FROM
      (SELECT ${finiteSql(columnNamed(table, measure.column))} AS value, count(*) AS n FROM ${table.from} GROUP BY ALL)
      WHERE value IS NOT NULL GROUP BY ALL`,
  );
  for (const row of rows) {
    const place = countOf(row["place"]);
    const n = countOf(row["n"]);
    if (place === 0) below += n;
    else if (place > counts.length) above += n;
    else counts[place - 1] = (counts[place - 1] ?? 0) + n;
  }
  return { below, counts, above };
};
