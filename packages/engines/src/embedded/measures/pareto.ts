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
  const sum =
    measure.value === null ? "count(*)::DOUBLE" : `coalesce(sum(${finiteSql(columnNamed(table, measure.value))}), 0)`;
  const ranked = `SELECT label, total, n, row_number() OVER (ORDER BY total DESC, ${tieSql({ ...category, sql: "label" })}) AS place FROM
    (SELECT ${category.sql} AS label, ${sum} AS total, count(*) AS n FROM ${table.from} WHERE ${category.sql} IS NOT NULL GROUP BY label)`;
  const totals = await askOne(ask, `SELECT count(*) AS n, coalesce(sum(total), 0) AS total FROM (${ranked})`);
  const categories = countOf(totals["n"]);
  if (categories === 0) return { categories, total: 0, curve: [], top: [] };
  const reach = Array.from({ length: points }, (_, point) => Math.ceil((categories * (point + 1)) / points));
  const curve = await askOne(
    ask,
    `SELECT ${reach.map((upTo, point) => `sum(total) FILTER (place <= ${upTo}) AS p${point}`).join(", ")} FROM (${ranked})`,
  );
  const top = await ask(`SELECT label, total, n FROM (${ranked}) ORDER BY place LIMIT ${measure.limit}`);
  const total = numberOf(totals["total"]) ?? 0;
  return {
    categories,
    total,
    curve: reach.map((_, point) => (point === points - 1 ? total : (numberOf(curve[`p${point}`]) ?? 0))),
    top: top.map((row) => ({
      label: textOf(row["label"]) ?? "",
      sum: numberOf(row["total"]) ?? 0,
      rows: countOf(row["n"]),
    })),
  };
};
