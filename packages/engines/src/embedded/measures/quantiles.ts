import { columnNamed, finiteSql, numberOf, type AnswerMeasure } from "./measured-table.ts";

/** `quantile_cont` interpolates as R's type 7 does. The sketch (t-digest) needs no memory that grows with the rows. */
export const answerQuantiles: AnswerMeasure<"quantiles"> = async (measure, table, ask) => {
  if (measure.at.length === 0) return [];
  const function_ = measure.exact ? "quantile_cont" : "approx_quantile";
  const number = finiteSql(columnNamed(table, measure.column));
  const rows = await ask(
    `SELECT unnest(${function_}(${number}, [${measure.at.map((at) => `${at}::DOUBLE`).join(", ")}])) AS value FROM ${table.from}`,
  );
  return rows.flatMap((row) => numberOf(row["value"]) ?? []);
};
