import { normalTwoSided, studentTwoSided } from "./distributions.ts";
import { autocorrelation, mean, median, rankSeries } from "./ranks.ts";

/** A monotone trend of equally spaced values. `slope` is Theil and Sen's, per step; `tau` Kendall's. */
export type Trend = { readonly slope: number; readonly intercept: number; readonly tau: number; readonly p: number };

const fewest = 8;
const twoSided95 = 1.959963984540054;

/**
 * Whether a series rises or falls. p is the worse of two: Mann–Kendall with the variance corrected for autocorrelation
 * (Hamed and Rao 1998), which makes no assumption on the shape, and the slope test of Perron and Yabu (2009),
 * which holds when the series is a random walk, where the first takes any wandering for a trend. Null below eight values, or when all are the same.
 */
export function testTrend(values: readonly number[]): Trend | null {
  const n = values.length;
  if (n < fewest || values.every((value) => value === values[0])) return null;
  const slope = theilSen(values);
  const intercept = median(values.map((value, i) => value - slope * i));
  const { s, p } = mannKendall(values, slope);
  return { slope, intercept, tau: s / ((n * (n - 1)) / 2), p: Math.max(p, studentTwoSided(perronYabu(values), n - 2)) };
}

/** Mann–Kendall's S and p with the variance of Hamed and Rao: significant autocorrelation of the ranks after detrending. */
export function mannKendall(
  values: readonly number[],
  slope = theilSen(values),
): { readonly s: number; readonly p: number } {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  const ties = [...Map.groupBy(values, (value) => value).values()].map((same) => same.length);
  const variance = (n * (n - 1) * (2 * n + 5) - ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)) / 18;
  const ranks = rankSeries(values.map((value, i) => value - slope * (i + 1))).map((rank) => rank ?? 0);
  const limit = twoSided95 / Math.sqrt(n);
  let correction = 0;
  autocorrelation(ranks, n - 1).forEach((rho, k) => {
    const lag = k + 1;
    if (Math.abs(rho) > limit) correction += (n - lag) * (n - lag - 1) * (n - lag - 2) * rho;
  });
  // Autocorrelation may only make us less sure: a negative correction (or none) leaves the variance as it is.
  const factor = Math.max(1, 1 + (2 * correction) / (n * (n - 1) * (n - 2)));
  const z = variance > 0 && s !== 0 ? (s - Math.sign(s)) / Math.sqrt(variance * factor) : 0;
  return { s, p: normalTwoSided(z) };
}

/** Median of the slopes between all pairs. */
export function theilSen(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / (j - i));
  return median(slopes);
}

/**
 * t of the slope by feasible GLS with first-order autocorrelation, pulled to exactly one when it is near one:
 * standard normal, nearly, for stationary errors and for random walks alike (read as Student's t here, for short series).
 */
export function perronYabu(values: readonly number[]): number {
  const n = values.length;
  const residuals = detrend(values);
  let [cross, square] = [0, 0];
  for (let i = 1; i < n; i++) {
    cross += (residuals[i] ?? 0) * (residuals[i - 1] ?? 0);
    square += (residuals[i - 1] ?? 0) ** 2;
  }
  if (!(square > 0)) return Number.POSITIVE_INFINITY;
  const estimate = cross / square;
  // Roots estimated beside a fitted line are biased down: by about 2 / n at zero, 10 / n at one (Dickey and Fuller 1979).
  const unbiased = Math.min(1, estimate + (2 + 8 * Math.max(0, estimate)) / n);
  // How near counts as one: set by simulation, so that at a level of 1 % random walks of 12 to 400 steps pass in 1 to 6 % of cases.
  const root = 1 - unbiased < (1.2 + 30 / n) / Math.sqrt(n) ? 1 : unbiased;
  const first = (value: number) => value * Math.sqrt(Math.max(0, 1 - root * root));
  const quasi = (of: (i: number) => number) =>
    Array.from({ length: n }, (_, i) => (i === 0 ? (root === 1 ? of(0) : first(of(0))) : of(i) - root * of(i - 1)));
  return slopeT(
    quasi(() => 1),
    quasi((i) => i + 1),
    quasi((i) => values[i] ?? 0),
  );
}

function detrend(values: readonly number[]): number[] {
  const n = values.length;
  const [mt, my] = [(n - 1) / 2, mean(values)];
  const slope =
    values.reduce((sum, value, i) => sum + (i - mt) * (value - my), 0) /
    values.reduce((sum, _, i) => sum + (i - mt) ** 2, 0);
  return values.map((value, i) => value - my - slope * (i - mt));
}

/** t of b in y = a·ones + b·times, by least squares. */
function slopeT(ones: readonly number[], times: readonly number[], ys: readonly number[]): number {
  let [oo, ot, tt, oy, ty] = [0, 0, 0, 0, 0];
  ones.forEach((o, i) => {
    const [t, y] = [times[i] ?? 0, ys[i] ?? 0];
    oo += o * o;
    ot += o * t;
    tt += t * t;
    oy += o * y;
    ty += t * y;
  });
  const determinant = oo * tt - ot * ot;
  if (!(determinant > 0)) return 0;
  const a = (oy * tt - ty * ot) / determinant;
  const b = (oo * ty - ot * oy) / determinant;
  const rest = ones.reduce((sum, o, i) => sum + ((ys[i] ?? 0) - a * o - b * (times[i] ?? 0)) ** 2, 0);
  const variance = (rest / (ys.length - 2)) * (oo / determinant);
  return variance > 0 ? b / Math.sqrt(variance) : Number.POSITIVE_INFINITY;
}
