import { chiSquareUpper } from "./distributions.ts";
import { inflation } from "./related-numbers.ts";

/** `v` is Cramér's V with the correction for bias of Bergsma (2013), 0 to 1. */
export type CategoryTest = { readonly chi2: number; readonly v: number; readonly n: number; readonly p: number };

const others = "\u0000others";

/**
 * χ² test of independence of two categories. Labels in fewer than `fewest` rows are put together, so that expected counts carry the test.
 * Null when either is left with one label.
 */
export function crossCategories(
  as: readonly (string | null)[],
  bs: readonly (string | null)[],
  fewest = 10,
): CategoryTest | null {
  const rows = as.flatMap((a, i) => (a === null || (bs[i] ?? null) === null ? [] : [{ a, b: bs[i] ?? "" }]));
  const [left, right] = [
    lump(
      rows.map(({ a }) => a),
      fewest,
    ),
    lump(
      rows.map(({ b }) => b),
      fewest,
    ),
  ];
  const table = crossCount(left, right);
  const tested = testTable(table);
  if (tested === null) return null;
  const worth = inflation(coarse(left), coarse(right));
  return { ...tested, p: chiSquareUpper(tested.chi2 / worth, tested.degrees) };
}

/** The same from counts; p without regard to the order of rows. */
export function testTable(table: readonly (readonly number[])[]): (CategoryTest & { readonly degrees: number }) | null {
  const byRow = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const byColumn = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const n = byRow.reduce((sum, count) => sum + count, 0);
  const [r, c] = [byRow.filter((count) => count > 0).length, byColumn.filter((count) => count > 0).length];
  if (r < 2 || c < 2 || n < 2) return null;
  let chi2 = 0;
  table.forEach((row, i) =>
    row.forEach((count, j) => {
      const expected = ((byRow[i] ?? 0) * (byColumn[j] ?? 0)) / n;
      if (expected > 0) chi2 += (count - expected) ** 2 / expected;
    }),
  );
  const degrees = (r - 1) * (c - 1);
  const phi2 = Math.max(0, chi2 / n - degrees / (n - 1));
  const [rr, cc] = [r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)];
  return {
    chi2,
    n,
    degrees,
    v: Math.min(1, Math.sqrt(phi2 / Math.min(rr - 1, cc - 1))),
    p: chiSquareUpper(chi2, degrees),
  };
}

function crossCount(left: readonly string[], right: readonly string[]): number[][] {
  const [as, bs] = [indexOf(left), indexOf(right)];
  const table = Array.from(as, () => Array.from(bs, () => 0));
  left.forEach((a, i) => {
    const row = table[as.get(a) ?? 0] ?? [];
    const column = bs.get(right[i] ?? "") ?? 0;
    row[column] = (row[column] ?? 0) + 1;
  });
  return table;
}

function lump(labels: readonly string[], fewest: number): string[] {
  const sizes = new Map<string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return labels.map((label) => ((sizes.get(label) ?? 0) < fewest ? others : label));
}

function indexOf(labels: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(labels)].map((label, index) => [label, index]));
}

/** A category as a number whose neighbours are alike when the labels are: membership of the most frequent label. */
function coarse(labels: readonly string[]): number[] {
  const sizes = new Map<string, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const largest = [...sizes].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ["", 0] as [
    string,
    number,
  ])[0];
  return labels.map((label) => (label === largest ? 1 : 0));
}
