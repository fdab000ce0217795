import {
  askOne,
  columnNamed,
  countOf,
  finiteSql,
  numberOf,
  textOf,
  tieSql,
  type AnswerMeasure,
} from "./measured-table.ts";

const points = 20;

export const answerPareto: AnswerMeasure<"pareto"> = async (measure, table, ask) => {
  const category = columnNamed(table, measure.category);
  const amount = measure.value === null ? "1::DOUBLE" : finiteSql(columnNamed(table, measure.value));
  const grouped = `SELECT ${category.sql} AS label, coalesce(sum(${amount}), 0) AS total, count(*) AS n,
    coalesce(sum(abs(${amount})), 0) AS size FROM ${table.from} GROUP BY label`;
  const ranked = `SELECT label, total, n, row_number() OVER (ORDER BY total DESC, ${tieSql({ ...category, sql: "label" })}) AS place
    FROM (${grouped}) WHERE label IS NOT NULL`;
  const totals = await askOne(
    ask,
    `SELECT count(label) AS categories, coalesce(sum(size), 0) AS size,
      coalesce(sum(total) FILTER (label IS NOT NULL), 0) AS total, coalesce(sum(total) FILTER (label IS NOT NULL AND total > 0), 0) AS positive,
      coalesce(sum(total) FILTER (label IS NULL), 0) AS unlabelled, coalesce(sum(n) FILTER (label IS NULL), 0)::BIGINT AS unlabelled_rows
      FROM (${grouped})`,
  );
  const categories = countOf(totals["categories"]);
  const whole = {
    categories,
    total: numberOf(totals["total"]) ?? 0,
    positive: numberOf(totals["positive"]) ?? 0,
    size: numberOf(totals["size"]) ?? 0,
    unlabelled: { rows: countOf(totals["unlabelled_rows"]), sum: numberOf(totals["unlabelled"]) ?? 0 },
  };
  if (categories === 0) return { ...whole, curve: [], top: [] };
  const reach = Array.from({ length: points }, (_, point) => Math.ceil((categories * (point + 1)) / points));
  const curve = await askOne(
    ask,
    `SELECT ${reach.map((upTo, point) => `sum(total) FILTER (place <= ${upTo}) AS p${point}`).join(", ")} FROM (${ranked})`,
  );
  const top = await ask(`SELECT label, total, n FROM (${ranked}) ORDER BY place LIMIT ${measure.limit}`);
  return {
    ...whole,
    curve: reach.map((_, point) => (point === points - 1 ? whole.total : (numberOf(curve[`p${point}`]) ?? 0))),
    top: top.map((row) => ({
      label: textOf(row["label"]) ?? "",
      sum: numberOf(row["total"]) ?? 0,
      rows: countOf(row["n"]),
    })),
  };
};
