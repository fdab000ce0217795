import type { IdentityOperation } from "@caudal/insights/measure.ts";
import { isNumeric } from "@caudal/tables/logical-type.ts";
import { askOne, columnNamed, countOf, finiteSql, type AnswerMeasure, type MeasuredColumn } from "./measured-table.ts";

export const answerIdentity: AnswerMeasure<"identity"> = async (measure, table, ask) => {
  const left = columnNamed(table, measure.left);
  const right = measure.right.map((name) => columnNamed(table, name));
  const numbers = isNumeric(left.type) && right.every(({ type }) => isNumeric(type));
  const present = [left, ...right]
    .map((column) => `${numbers ? finiteSql(column) : column.sql} IS NOT NULL`)
    .join(" AND ");
  const obeys = numbers
    ? `abs(${left.sql}::DOUBLE - (${rightSql(measure.operation, right.map(finiteSql))})) <= ${toleranceSql(left)}`
    : `${left.sql}::VARCHAR = ${right[0]?.sql ?? "NULL"}::VARCHAR`;
  const row = await askOne(
    ask,
    `SELECT count(*) AS complete, count_if(${obeys}) AS obeys FROM ${table.from} WHERE ${present}`,
  );
  return { complete: countOf(row["complete"]), obeys: countOf(row["obeys"]) };
};

function rightSql(operation: IdentityOperation, [first = "NULL", second = "NULL"]: readonly string[]): string {
  switch (operation) {
    case "copy":
      return first;
    case "product":
      return `(${first}) * (${second})`;
    case "sum":
      return `(${first}) + (${second})`;
    case "difference":
      return `(${first}) - (${second})`;
  }
}

/** Half a unit of the left column's last decimal, and 1e-9 of its size. */
function toleranceSql({ sql, type }: MeasuredColumn): string {
  const unit = type.kind === "float" ? 0.005 : type.kind === "decimal" ? 0.5 / 10 ** type.scale : 0.5;
  return `${unit}::DOUBLE + 1e-9 * abs(${sql}::DOUBLE)`;
}
