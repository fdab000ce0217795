import { duckdbTypeOf } from "@caudal/duckdb/sql/types.ts";
import { quoteLiteral } from "@caudal/duckdb/sql/quote.ts";
import type { Condition } from "@caudal/insights/measure.ts";
import {
  allColumnsSql,
  columnNamed,
  countOf,
  exampleRow,
  type AnswerMeasure,
  type MeasuredTable,
} from "./measured-table.ts";
import { shapeSql } from "./text-shapes.ts";

export const answerRowsWhere: AnswerMeasure<"rowsWhere"> = async (measure, table, ask) => {
  if (measure.any.length === 0) return { total: 0, rows: [] };
  const where = measure.any.map((condition) => `(${conditionSql(condition, table)})`).join(" OR ");
  const order = measure.order === null ? "" : `${orderSql(measure.order, table)}, `;
  const [total, rows] = [
    await ask(`SELECT count(*) AS n FROM ${table.from} WHERE ${where}`),
    await ask(
      `SELECT ${allColumnsSql(table)} FROM ${table.from} WHERE ${where} ORDER BY ${order}${table.rowNumber} LIMIT ${measure.limit}`,
    ),
  ];
  return { total: countOf(total[0]?.["n"]), rows: rows.map((row) => exampleRow(row, table)) };
};

function orderSql(order: { readonly column: string; readonly descending: boolean }, table: MeasuredTable): string {
  return `${columnNamed(table, order.column).sql} ${order.descending ? "DESC" : "ASC"} NULLS LAST`;
}

function conditionSql(condition: Condition, table: MeasuredTable): string {
  const { sql, type } = columnNamed(table, condition.column);
  switch (condition.is) {
    case "missing":
      return `${sql} IS NULL`;
    case "below":
      return `coalesce(${sql}::DOUBLE < ${condition.than}::DOUBLE, false)`;
    case "above":
      return `coalesce(${sql}::DOUBLE > ${condition.than}::DOUBLE AND NOT isnan(${sql}::DOUBLE), false)`;
    case "before":
      return `coalesce(${sql} < ${quoteLiteral(condition.than)}::${duckdbTypeOf(type)}, false)`;
    case "after":
      return `coalesce(${sql} > ${quoteLiteral(condition.than)}::${duckdbTypeOf(type)}, false)`;
    case "equal":
      return `coalesce(${sql} = ${quoteLiteral(condition.to)}::${duckdbTypeOf(type)}, false)`;
    case "affixed": {
      const affix = condition.end === "start" ? "starts_with" : "ends_with";
      return `coalesce(${affix}(trim(${sql}::VARCHAR), ${quoteLiteral(condition.with)}), false)`;
    }
    case "shaped":
      return `coalesce((${shapeSql(`${sql}::VARCHAR`)}) = ${quoteLiteral(condition.as)}, false)`;
  }
}
