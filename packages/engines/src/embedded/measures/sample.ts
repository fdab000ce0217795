import { isNumeric } from "@caudal/tables/logical-type.ts";
import { askOne, columnNamed, countOf, finiteSql, numberOf, textOf, type AnswerMeasure } from "./measured-table.ts";

export const answerSample: AnswerMeasure<"sample"> = async (measure, table, ask) => {
  const columns = measure.columns.map((name) => columnNamed(table, name));
  const total = countOf((await askOne(ask, `SELECT count(*) AS n FROM ${table.from}`))["n"]);
  const threshold = total <= measure.rows ? 2 ** 32 : Math.ceil((measure.rows / total) * 2 ** 32);
  const values = columns.map(
    (column, place) => `${isNumeric(column.type) ? finiteSql(column) : column.sql} AS v${place}`,
  );
  const rows = await ask(
    `SELECT ${["true AS present", ...values].join(", ")} FROM ${table.from}
      WHERE (${table.rowNumber}::HUGEINT * 2654435761) % 4294967296 < ${threshold} ORDER BY ${table.rowNumber}`,
  );
  return {
    rows: rows.length,
    columns: columns.map(({ name, type }, place) => ({
      name,
      values: rows.map((row) => (isNumeric(type) ? numberOf(row[`v${place}`]) : textOf(row[`v${place}`]))),
    })),
  };
};
