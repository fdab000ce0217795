/** Shares at which a column's quantiles are taken. */
export const quantileShares = [0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1] as const;

/** Where the usual ends. `edges` are bins for a histogram of the usual, on the scale on which the fences were set. */
export type Fences = {
  readonly low: number;
  readonly high: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly log: boolean;
  readonly edges: readonly number[];
  /** Spread of each side, as a normal distribution's standard deviation would be; on the values' own scale. */
  readonly up: number;
  readonly down: number;
  readonly q99: number;
  readonly min: number;
};

/** Standard normal quantiles at 0.75, 0.95, 0.99. */
const normal = { quarter: 0.6745, twentieth: 1.6449, hundredth: 2.3263 };
const reach = 6;
const bins = 24;

/**
 * Fences at six spreads from the median, each side with its own: the largest of what its quartile, 95th and 99th percentile say
 * of a normal distribution's spread, so that a long tail widens its fence, while up to one percent of wild values cannot.
 * On the log scale when nearly all values are positive and clearly less lopsided there (Hinkley's measure). Null when the middle does not vary.
 */
export function fenceOff(quantiles: readonly number[]): Fences | null {
  const [min, , q01, q05, q25, q50, q75, q95, q99, , max] = quantiles;
  if (
    min === undefined ||
    q01 === undefined ||
    q05 === undefined ||
    q25 === undefined ||
    q50 === undefined ||
    q75 === undefined ||
    q95 === undefined ||
    q99 === undefined ||
    max === undefined
  )
    return null;
  const lopsided = (low: number, middle: number, high: number) =>
    high > low ? Math.abs(high + low - 2 * middle) / (high - low) : 0;
  const log = q01 > 0 && lopsided(Math.log(q05), Math.log(q50), Math.log(q95)) < lopsided(q05, q50, q95) - 0.1;
  const [to, back] = log ? [Math.log, Math.exp] : [(value: number) => value, (value: number) => value];
  const middle = to(q50);
  const up = Math.max(
    (to(q75) - middle) / normal.quarter,
    (to(q95) - middle) / normal.twentieth,
    (to(q99) - middle) / normal.hundredth,
  );
  const down = Math.max(
    (middle - to(q25)) / normal.quarter,
    (middle - to(q05)) / normal.twentieth,
    (middle - to(q01)) / normal.hundredth,
  );
  if (!(up > 0 || down > 0)) return null;
  const [below, high] = [back(middle - reach * (down > 0 ? down : up)), back(middle + reach * (up > 0 ? up : down))];
  // A few zeros and negatives among positive values have no logarithm: as far below zero as the upper fence is above is far out.
  const low = log && min <= 0 ? -high : below;
  const [from, until] = [to(Math.max(min, log ? q01 : low)), to(Math.min(max, high))];
  const edges = Array.from({ length: bins + 1 }, (_, i) => back(from + ((until - from) * i) / bins));
  const spread = { up: (q95 - q50) / normal.twentieth, down: (q50 - q05) / normal.twentieth };
  return { low, high, q25, median: q50, q75, ...spread, log, edges: rising(edges), q99, min };
}

/** The 99th percentile, where it is ten medians or more away from zero in a column of positive values; else null. */
export function tailOf({ q99, median, min }: Fences): number | null {
  return min >= 0 && median > 0 && q99 >= 10 * median ? q99 : null;
}

/** Rounding may make neighbours equal where a column has few values. */
function rising(edges: readonly number[]): readonly number[] {
  return edges.filter((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge));
}
