import { columnNamed, countOf, exampleOf, textOf, type AnswerMeasure } from "./measured-table.ts";
import { whiteSpaceSql } from "./text-shapes.ts";

const spellingsEach = 5;

export const answerVariants: AnswerMeasure<"variants"> = async (measure, table, ask) => {
  const { sql } = columnNamed(table, measure.column);
  const key = `lower(regexp_replace(trim(value, ${whiteSpaceSql}), '[\\s\\x{00a0}\\x{3000}]+', ' ', 'g'))`;
  const rows = await ask(`
    WITH spelled AS MATERIALIZED (SELECT ${sql} AS value, count(*) AS n FROM ${table.from} WHERE ${sql} IS NOT NULL GROUP BY ALL),
    keyed AS (SELECT value, n, ${key} AS key FROM spelled),
    grouped AS MATERIALIZED (SELECT key, sum(n) - max(n) AS outside FROM keyed GROUP BY key HAVING count(*) > 1),
    totals AS (SELECT count(*) AS groups, coalesce(sum(outside), 0)::BIGINT AS outside FROM grouped),
    chosen AS (SELECT * FROM grouped ORDER BY outside DESC, key LIMIT ${measure.limit}),
    listed AS (SELECT chosen.key, chosen.outside, value, n,
      row_number() OVER (PARTITION BY chosen.key ORDER BY n DESC, value) AS place FROM chosen JOIN keyed USING (key))
    SELECT totals.groups, totals.outside AS rows, listed.key, value, n FROM totals LEFT JOIN listed ON place <= ${spellingsEach}
    ORDER BY listed.outside DESC, listed.key, place`);
  const examples = new Map<string, { value: string; count: number }[]>();
  for (const row of rows) {
    const group = textOf(row["key"]);
    if (group === null) continue;
    const spellings = examples.get(group) ?? [];
    spellings.push({ value: exampleOf(row["value"]) ?? "", count: countOf(row["n"]) });
    examples.set(group, spellings);
  }
  return {
    groups: countOf(rows[0]?.["groups"]),
    rows: countOf(rows[0]?.["rows"]),
    examples: [...examples].map(([group, spellings]) => ({ key: exampleOf(group) ?? "", spellings })),
  };
};
