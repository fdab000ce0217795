import { quoteLiteral } from "@caudal/duckdb/sql/quote.ts";
import { datePattern, numberPattern, placeholders, type TextShape } from "@caudal/insights/text-shape.ts";
import { columnNamed, countOf, exampleOf, type AnswerMeasure } from "./measured-table.ts";

const shapes: readonly TextShape[] = ["blank", "placeholder", "number", "date", "text"];
const examplesEach = 5;

/** SQL that names the shape of a text. */
export function shapeSql(text: string): string {
  const trimmed = `trim(${text}, ${whiteSpaceSql})`;
  return `CASE WHEN ${trimmed} = '' THEN 'blank'
    WHEN lower(${trimmed}) IN (${placeholders.map(quoteLiteral).join(", ")}) THEN 'placeholder'
    WHEN regexp_full_match(${trimmed}, ${quoteLiteral(numberPattern)}) THEN 'number'
    WHEN regexp_full_match(${trimmed}, ${quoteLiteral(datePattern)}) THEN 'date'
    ELSE 'text' END`;
}

/** White space as JavaScript's trim takes it, without the rarest: blanks, tabs, line ends, no-break and ideographic spaces. */
export const whiteSpaceSql = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160) || chr(12288)";

/** Each different value is looked at once, however often it stands in the file. */
export const answerTextShapes: AnswerMeasure<"textShapes"> = async (measure, table, ask) => {
  const { sql } = columnNamed(table, measure.column);
  const rows = await ask(`
    WITH spelled AS MATERIALIZED (SELECT ${sql} AS value, count(*) AS n FROM ${table.from} WHERE ${sql} IS NOT NULL GROUP BY ALL),
    shaped AS (SELECT value, n, ${shapeSql("value")} AS shape, value <> trim(value, ${whiteSpaceSql}) AS padded FROM spelled),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY shape ORDER BY n DESC, value) AS place,
      sum(n) OVER (PARTITION BY shape) AS total, sum(CASE WHEN padded THEN n ELSE 0 END) OVER () AS padded_total FROM shaped)
    SELECT shape, value, total, padded_total FROM ranked WHERE place <= ${examplesEach} ORDER BY shape, place`);
  const of = <T>(give: (shape: TextShape) => T): Record<TextShape, T> =>
    Object.fromEntries(shapes.map((shape) => [shape, give(shape)])) as Record<TextShape, T>;
  return {
    rows: of((shape) => countOf(rows.find((row) => row["shape"] === shape)?.["total"])),
    examples: of((shape) => rows.filter((row) => row["shape"] === shape).map((row) => exampleOf(row["value"]) ?? "")),
    padded: countOf(rows[0]?.["padded_total"]),
  };
};
