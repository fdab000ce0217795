import type { ReferenceMeasures } from "./reference-measures.ts";
import { byCount, canonicalText, columnOf, compareText, countBy } from "./reference-table.ts";
import { quantile } from "./reference-columns.ts";
import { rowNumbers } from "./reference-rows.ts";

type OfPairs = Pick<ReferenceMeasures, "correlation" | "groups" | "pareto" | "crosstab" | "identity">;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** Measures of how columns go together. */
export const referencePairs: OfPairs = {
  correlation(table, { x, y }) {
    const [xs, ys] = [columnOf(table, x).values, columnOf(table, y).values];
    const both = rowNumbers(table).filter((row) => Number.isFinite(xs[row]) && Number.isFinite(ys[row]));
    const [left, right] = [both.map((row) => Number(xs[row])), both.map((row) => Number(ys[row]))];
    const [mx, my] = [mean(left), mean(right)];
    const sxx = sum(left.map((value) => (value - mx) ** 2));
    const syy = sum(right.map((value) => (value - my) ** 2));
    const sxy = sum(left.map((value, i) => (value - mx) * ((right[i] ?? 0) - my)));
    if (!(sxx > 0 && syy > 0)) return { n: both.length, r: null, slope: null, intercept: null };
    const slope = sxy / sxx;
    return { n: both.length, r: sxy / Math.sqrt(sxx * syy), slope, intercept: my - slope * mx };
  },
  groups(table, { category, value, limit, fewest }) {
    const [labels, values] = [columnOf(table, category).values, columnOf(table, value).values];
    const rows = rowNumbers(table).filter((row) => labels[row] !== null && Number.isFinite(values[row]));
    const overall = mean(rows.map((row) => Number(values[row])));
    const groups = [...Map.groupBy(rows, (row) => String(labels[row]))].map(([label, inside]) => {
      const sorted = inside.map((row) => Number(values[row])).sort((a, b) => a - b);
      const at = (share: number) => quantile(sorted, share);
      return {
        label,
        n: sorted.length,
        mean: mean(sorted),
        min: at(0),
        q1: at(0.25),
        median: at(0.5),
        q3: at(0.75),
        max: at(1),
      };
    });
    const within = rows.map((row) => {
      const group = groups.find(({ label }) => label === String(labels[row]));
      return (Number(values[row]) - (group?.mean ?? 0)) ** 2;
    });
    const compared = groups
      .filter(({ n }) => n >= fewest)
      .sort((a, b) => a.median - b.median || compareText(a.label, b.label));
    const top = compared.filter(({ median }) => median === compared.at(-1)?.median);
    return {
      count: groups.length,
      n: rows.length,
      compared: compared.length,
      lowest: compared[0] ?? null,
      highest: top[0] ?? null,
      between: sum(groups.map((group) => group.n * (group.mean - overall) ** 2)),
      within: sum(within),
      groups: groups.sort((a, b) => b.n - a.n || compareText(a.label, b.label)).slice(0, limit),
    };
  },
  pareto(table, { category, value, limit }) {
    const labels = columnOf(table, category).values;
    const amounts = value === null ? null : columnOf(table, value).values;
    const all = rowNumbers(table);
    const rows = all.filter((row) => labels[row] !== null);
    const without = all.filter((row) => labels[row] === null);
    const amount = (row: number) => (amounts === null ? 1 : Number.isFinite(amounts[row]) ? Number(amounts[row]) : 0);
    const groups = [...Map.groupBy(rows, (row) => String(labels[row]))]
      .map(([label, inside]) => ({ label, sum: sum(inside.map(amount)), rows: inside.length }))
      .sort((a, b) => b.sum - a.sum || compareText(a.label, b.label));
    const curve =
      groups.length === 0
        ? []
        : Array.from({ length: 20 }, (_, i) =>
            sum(groups.slice(0, Math.ceil((groups.length * (i + 1)) / 20)).map((group) => group.sum)),
          );
    return {
      categories: groups.length,
      total: sum(groups.map((group) => group.sum)),
      positive: sum(groups.map((group) => Math.max(0, group.sum))),
      size: sum(all.map((row) => Math.abs(amount(row)))),
      unlabelled: { rows: without.length, sum: sum(without.map(amount)) },
      curve,
      top: groups.slice(0, limit),
    };
  },
  crosstab(table, { a, b, limit }) {
    const [left, right] = [columnOf(table, a).values.map(canonicalText), columnOf(table, b).values.map(canonicalText)];
    const rows = rowNumbers(table).filter((row) => (left[row] ?? null) !== null && (right[row] ?? null) !== null);
    const most = (values: readonly (string | null)[]) =>
      byCount(countBy(rows, (row) => values[row] ?? ""))
        .slice(0, limit)
        .map((entry) => entry.value);
    const [as, bs] = [most(left), most(right)];
    const pairs = countBy(rows, (row) => JSON.stringify([left[row], right[row]]));
    const counts = as.map((av) => bs.map((bv) => pairs.get(JSON.stringify([av, bv])) ?? 0));
    const totals = as.map((av) => rows.filter((row) => left[row] === av).length);
    return { as, bs, counts, totals, others: rows.length - sum(counts.flat()) };
  },
  identity(table, { left, operation, right }) {
    const column = columnOf(table, left);
    const others = right.map((name) => columnOf(table, name).values);
    const rows = rowNumbers(table).filter(
      (row) => (column.values[row] ?? null) !== null && others.every((values) => (values[row] ?? null) !== null),
    );
    const obeys = rows.filter((row) => {
      const value = column.values[row];
      if (typeof value !== "number") return operation === "copy" && value === others[0]?.[row];
      const [p, q] = [Number(others[0]?.[row]), Number(others[1]?.[row])];
      const expected = { copy: p, product: p * q, sum: p + q, difference: p - q }[operation];
      const step =
        column.type.kind === "int" ? 0 : column.type.kind === "decimal" ? 0.5 * 10 ** -column.type.scale : 0.005;
      return Math.abs(value - expected) <= step + 1e-9 * Math.abs(value);
    });
    return { complete: rows.length, obeys: obeys.length };
  },
};
