import { chiSquareUpper } from "./distributions.ts";
import { inflation } from "./related-numbers.ts";
import { rankSeries, type Series } from "./ranks.ts";

/** `explained` is ε² = (H − k + 1) / (n − k), at least 0: the part of the variation of ranks that lies between groups. */
export type GroupTest = {
  readonly h: number;
  readonly groups: number;
  readonly n: number;
  readonly explained: number;
  readonly p: number;
};

/**
 * Kruskal–Wallis test of whether values differ between groups, with the correction for ties; groups under `fewest` rows stay out.
 * Where neighbouring rows are alike in value and in group (a file sorted by group, a wandering value), H is divided by
 * how many times fewer observations that leaves. Null below two groups.
 */
export function compareGroups(labels: readonly (string | null)[], values: Series, fewest = 5): GroupTest | null {
  const sizes = new Map<string, number>();
  labels.forEach((label, i) => {
    if (label !== null && (values[i] ?? null) !== null) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  });
  const kept = [...sizes].filter(([, size]) => size >= fewest).map(([label]) => label);
  if (kept.length < 2) return null;
  const keep = new Set(kept);
  const chosen = labels.flatMap((label, i) =>
    label !== null && keep.has(label) && (values[i] ?? null) !== null ? [{ label, value: values[i] ?? 0 }] : [],
  );
  const n = chosen.length;
  const ranks = rankSeries(chosen.map(({ value }) => value)).map((rank) => rank ?? 0);
  const sums = new Map<string, number>();
  chosen.forEach(({ label }, i) => sums.set(label, (sums.get(label) ?? 0) + (ranks[i] ?? 0)));
  const middle = (n + 1) / 2;
  const variance = ranks.reduce((sum, rank) => sum + (rank - middle) ** 2, 0) / (n - 1);
  if (!(variance > 0)) return null;
  let h = 0;
  for (const label of kept) {
    const size = sizes.get(label) ?? 1;
    h += size * ((sums.get(label) ?? 0) / size - middle) ** 2;
  }
  h /= variance;
  const groupMeans = chosen.map(({ label }) => (sums.get(label) ?? 0) / (sizes.get(label) ?? 1));
  const worth = inflation(ranks, groupMeans);
  const explained = Math.max(0, (h - kept.length + 1) / (n - kept.length));
  return {
    h,
    groups: kept.length,
    n,
    explained,
    p: n / worth <= kept.length ? 1 : chiSquareUpper(h / worth, kept.length - 1),
  };
}
