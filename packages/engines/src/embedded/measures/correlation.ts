import { askOne, columnNamed, countOf, finiteSql, numberOf, type AnswerMeasure } from "./measured-table.ts";

export const answerCorrelation: AnswerMeasure<"correlation"> = async (measure, table, ask) => {
  const row = await askOne(
    ask,
    `SELECT count(*) AS n, min(x) < max(x) AND min(y) < max(y) AS vary, sum((x - mx) * (y - my)) AS xy, sum((x - mx) ** 2) AS xx,
      sum((y - my) ** 2) AS yy, any_value(mx) AS mx, any_value(my) AS my FROM (
        SELECT x, y, avg(x) OVER () AS mx, avg(y) OVER () AS my FROM (
          SELECT ${finiteSql(columnNamed(table, measure.x))} AS x, ${finiteSql(columnNamed(table, measure.y))} AS y FROM ${table.from})
        WHERE x IS NOT NULL AND y IS NOT NULL)`,
  );
  const n = countOf(row["n"]);
  const [xy, xx, yy, mx, my] = [row["xy"], row["xx"], row["yy"], row["mx"], row["my"]].map(numberOf);
  if (row["vary"] !== true || xy == null || !xx || !yy || mx == null || my == null) {
    return { n, r: null, slope: null, intercept: null };
  }
  const slope = xy / xx;
  return { n, r: Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))), slope, intercept: my - slope * mx };
};
