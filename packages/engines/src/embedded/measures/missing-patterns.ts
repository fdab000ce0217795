import { quoteLiteral } from "@caudal/duckdb/sql/quote.ts";
import { columnNamed, countOf, textOf, type AnswerMeasure } from "./measured-table.ts";

/** A pattern is written as the JSON list of the names that are missing, by which ties are put in order too. */
export const answerMissingPatterns: AnswerMeasure<"missingPatterns"> = async (measure, table, ask) => {
  if (measure.columns.length === 0) return [];
  const names = measure.columns.map(
    (name) => `CASE WHEN ${columnNamed(table, name).sql} IS NULL THEN ${quoteLiteral(JSON.stringify(name))} END`,
  );
  const rows = await ask(
    `SELECT '[' || concat_ws(',', ${names.join(", ")}) || ']' AS pattern, count(*) AS n FROM ${table.from} GROUP BY pattern
      HAVING pattern <> '[]' ORDER BY n DESC, pattern LIMIT ${measure.limit}`,
  );
  return rows.map((row) => ({ missing: namesOf(textOf(row["pattern"])), rows: countOf(row["n"]) }));
};

function namesOf(pattern: string | null): readonly string[] {
  const names: unknown = JSON.parse(pattern ?? "[]");
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}
