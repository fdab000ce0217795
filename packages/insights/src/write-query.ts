import type { Condition, Measure } from "./measure.ts";
import { placeholders, type TextShape } from "./text-shape.ts";
import type { InsightTable } from "./table.ts";

const name = (column: string) => `"${column.replaceAll('"', '""')}"`;
const list = (columns: readonly string[]) => columns.map(name).join(", ");
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * A measure as plain SQL over the table `file`, for a person to read and to run again. Engines write their own, faster one.
 * Rows that could not be read are not in `file`: they stand in `rejected`.
 */
export function writeQuery(measure: Measure | { readonly kind: "rejects" }, table: InsightTable): string {
  switch (measure.kind) {
    case "rejects":
      return `SELECT line, "column", reason, text\nFROM rejected\nORDER BY line`;
    case "summary":
      return `SELECT count(*) AS rows, count(${name(measure.column)}) AS present, min(${name(measure.column)}), max(${name(measure.column)})\nFROM file`;
    case "textShapes":
      return `SELECT ${name(measure.column)}, count(*) AS rows\nFROM file\nWHERE ${name(measure.column)} IS NOT NULL\nGROUP BY 1\nORDER BY 2 DESC`;
    case "distinct":
      return `SELECT count(*) AS combinations, sum(rows) AS rows\nFROM (SELECT ${list(measure.columns)}, count(*) AS rows FROM file GROUP BY ${list(measure.columns)})`;
    case "topValues":
      return `SELECT ${name(measure.column)}, count(*) AS rows\nFROM file\nWHERE ${name(measure.column)} IS NOT NULL\nGROUP BY 1\nORDER BY 2 DESC\nLIMIT ${measure.limit}`;
    case "variants":
      return `SELECT lower(trim(${name(measure.column)})) AS reads_as, count(DISTINCT ${name(measure.column)}) AS spellings, count(*) AS rows\nFROM file\nGROUP BY 1\nHAVING count(DISTINCT ${name(measure.column)}) > 1\nORDER BY 3 DESC`;
    case "quantiles":
      return `SELECT quantile_cont(${name(measure.column)}, [${measure.at.join(", ")}])\nFROM file`;
    case "histogram":
      return `SELECT width_bucket AS bin, count(*) AS rows\nFROM (SELECT len(list_filter([${measure.edges.join(", ")}], e -> e <= ${name(measure.column)})) AS width_bucket FROM file)\nGROUP BY 1\nORDER BY 1`;
    case "rowsWhere":
      return `SELECT *\nFROM file${measure.any.length === 0 ? "" : `\nWHERE ${measure.any.map(writeCondition).join("\n   OR ")}`}${measure.order === null ? "" : `\nORDER BY ${name(measure.order.column)}${measure.order.descending ? " DESC" : ""}`}`;
    case "missingPatterns":
      return `SELECT ${measure.columns.map((column) => `${name(column)} IS NULL AS ${name(`${column} ?`)}`).join(", ")}, count(*) AS rows\nFROM file\nGROUP BY ALL\nORDER BY rows DESC`;
    case "duplicates":
      return `SELECT ${measure.columns.length === table.columns.length ? "*" : list(measure.columns)}, count(*) AS copies\nFROM file\nGROUP BY ${measure.columns.length === table.columns.length ? "ALL" : list(measure.columns)}\nHAVING count(*) > 1\nORDER BY copies DESC`;
    case "timeSeries":
      return `SELECT ${startOf(measure.grain, measure.time, table)} AS period, count(*) AS rows${measure.sums.map((column) => `, sum(${name(column)}), count(${name(column)})`).join("")}\nFROM file\nWHERE ${name(measure.time)} IS NOT NULL\nGROUP BY 1\nORDER BY 1`;
    case "sample":
      return `SELECT ${list(measure.columns)}\nFROM file\nUSING SAMPLE ${measure.rows} ROWS`;
    case "correlation":
      return `SELECT count(*) AS rows, corr(${name(measure.y)}, ${name(measure.x)}) AS r, regr_slope(${name(measure.y)}, ${name(measure.x)}) AS slope\nFROM file\nWHERE ${name(measure.x)} IS NOT NULL AND ${name(measure.y)} IS NOT NULL`;
    case "groups":
      return `SELECT ${name(measure.category)}, count(*) AS rows, avg(${name(measure.value)}) AS mean, median(${name(measure.value)}) AS median\nFROM file\nWHERE ${name(measure.category)} IS NOT NULL AND ${name(measure.value)} IS NOT NULL\nGROUP BY 1\nORDER BY 2 DESC`;
    case "pareto":
      return `SELECT ${name(measure.category)}, count(*) AS rows${measure.value === null ? "" : `, sum(${name(measure.value)}) AS total`}, ${shareOf(measure.value === null ? "count(*)" : `sum(${name(measure.value)})`)}\nFROM file\nGROUP BY 1\nORDER BY share DESC`;
    case "crosstab":
      return `SELECT ${name(measure.a)}, ${name(measure.b)}, count(*) AS rows, ${shareOf("count(*)", name(measure.a))}\nFROM file\nWHERE ${name(measure.a)} IS NOT NULL AND ${name(measure.b)} IS NOT NULL\nGROUP BY 1, 2\nORDER BY 3 DESC`;
    case "identity":
      return writeIdentity(measure);
  }
}

/** An aggregate as a part of what it is over all rows (those without a label included), or over those of one label. */
function shareOf(aggregate: string, of?: string): string {
  return `${aggregate} / sum(${aggregate}) OVER (${of === undefined ? "" : `PARTITION BY ${of}`}) AS share`;
}

function writeIdentity({ left, operation, right }: Extract<Measure, { kind: "identity" }>): string {
  const sign = { copy: "", product: " * ", sum: " + ", difference: " - " }[operation];
  const expected = right.map(name).join(sign);
  const holds = operation === "copy" ? `${name(left)} = ${expected}` : `abs(${name(left)} - ${expected}) <= 0.005`;
  return `SELECT count(*) AS rows, count(*) FILTER (WHERE ${holds}) AS obey\nFROM file\nWHERE ${[left, ...right].map((column) => `${name(column)} IS NOT NULL`).join(" AND ")}`;
}

function startOf(grain: string, time: string, table: InsightTable): string {
  const type = table.columns.find((column) => column.name === time)?.type.kind;
  return type === "int" ? name(time) : `date_trunc('${grain}', ${name(time)})`;
}

function writeCondition(condition: Condition): string {
  const column = name(condition.column);
  switch (condition.is) {
    case "missing":
      return `${column} IS NULL`;
    case "below":
      return `${column} < ${condition.than}`;
    case "above":
      return `${column} > ${condition.than}`;
    case "before":
      return `${column} < ${literal(condition.than)}`;
    case "after":
      return `${column} > ${literal(condition.than)}`;
    case "equal":
      return `${column} = ${literal(condition.to)}`;
    case "affixed":
      return `${condition.end === "start" ? "starts_with" : "ends_with"}(trim(${column}), ${literal(condition.with)})`;
    case "shaped":
      return writeShape(column, condition.as);
  }
}

function writeShape(column: string, shape: TextShape): string {
  const starts = `regexp_matches(trim(${column}), '^[-+$€]?[0-9]')`;
  switch (shape) {
    case "blank":
      return `trim(${column}) = ''`;
    case "placeholder":
      return `lower(trim(${column})) IN (${placeholders.map(literal).join(", ")})`;
    case "number":
      return `regexp_full_match(trim(${column}), '[-+]?[0-9.,]+')`;
    case "date":
      return `regexp_matches(trim(${column}), '^[0-9]+[-/.][0-9]+[-/.][0-9]+')`;
    case "text":
      return `NOT ${starts}`;
  }
}
