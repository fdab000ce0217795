import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { quoteLiteral } from "./quote.ts";
import { duckdbTypeOf } from "./types.ts";

/** How a file writes its numbers and moments: the part of a scan that a cast depends on. */
export type TextConventions = {
  readonly decimal: "." | ",";
  readonly thousands: "" | "." | "," | " " | "'";
  readonly dateFormat: string | null;
  readonly timestampFormat: string | null;
};

/**
 * SQL that reads a text as a value of a type, NULL where the text does not hold one.
 * Stricter than DuckDB's own casts, which round what does not fit: "1.5" is no int, "1.239" no decimal(12,2),
 * "2024-05-01 10:30" no date. What a type cannot hold exactly is refused here, so that the column can be widened.
 */
export function castSql(text: string, type: LogicalType, conventions: TextConventions): string {
  const target = duckdbTypeOf(type);
  switch (type.kind) {
    case "text":
      return text;
    case "int": {
      const number = plainNumberSql(text, conventions);
      return `CASE WHEN contains(${number}, '.') OR contains(${number}, 'e') OR contains(${number}, 'E') THEN NULL ELSE TRY_CAST(${number} AS ${target}) END`;
    }
    case "decimal": {
      const number = plainNumberSql(text, conventions);
      const value = `TRY_CAST(${number} AS ${target})`;
      const decimals = `contains(${number}, '.') AND strlen(rtrim(${number})) - instr(${number}, '.') > ${type.scale}`;
      // A value that is written as it reads is exact: most are, and the closer look costs more than the cast itself.
      return `CASE WHEN ${value}::VARCHAR = ${number} THEN ${value} WHEN contains(${number}, 'e') OR contains(${number}, 'E') OR (${decimals}) THEN NULL ELSE ${value} END`;
    }
    case "float":
      return `TRY_CAST(${plainNumberSql(text, conventions)} AS ${target})`;
    case "date":
      return conventions.dateFormat === null
        ? `CASE WHEN strlen(${text}) <= 10 OR strlen(trim(${text})) <= 10 THEN TRY_CAST(${text} AS DATE) END`
        : `TRY_CAST(try_strptime(${text}, ${quoteLiteral(conventions.dateFormat)}) AS DATE)`;
    case "timestamp":
      return conventions.timestampFormat === null
        ? `TRY_CAST(${text} AS ${target})`
        : `TRY_CAST(try_strptime(${text}, ${quoteLiteral(conventions.timestampFormat)}) AS ${target})`;
    case "binary":
      return `encode(${text})`;
    case "bool":
    case "time":
    case "json":
      return `TRY_CAST(${text} AS ${target})`;
  }
}

/**
 * A number's text with a decimal point and without grouping. Where grouping is possible, figures must stand in groups
 * of three, else "1.5" in a file that groups by "." would be read as 15.
 */
export function plainNumberSql(text: string, { decimal, thousands }: TextConventions): string {
  if (thousands === "") return decimal === "." ? text : commaSql(text);
  const group = thousands === "." ? "\\." : thousands;
  const point = decimal === "." ? "\\." : ",";
  const pattern = `\\s*[-+]?([0-9]{1,3}(${group}[0-9]{3})+|[0-9]*)(${point}[0-9]*)?([eE][-+]?[0-9]+)?\\s*`;
  const ungrouped = `replace(${text}, ${quoteLiteral(thousands)}, '')`;
  const plain = decimal === "." ? ungrouped : `replace(${ungrouped}, ',', '.')`;
  return `(CASE WHEN regexp_full_match(${text}, ${quoteLiteral(pattern)}) THEN ${plain} END)`;
}

/** With a decimal comma and no grouping, a point has no place in a number. */
function commaSql(text: string): string {
  return `(CASE WHEN contains(${text}, '.') THEN NULL ELSE replace(${text}, ',', '.') END)`;
}
