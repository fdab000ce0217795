import { studentTwoSided } from "./distributions.ts";
import { autocorrelation, type Series } from "./ranks.ts";

export type Correlation = { readonly r: number; readonly n: number; readonly p: number };

/** Above this, a column is so much like its neighbour rows that its level proves nothing: the steps must agree as well. */
const nearlyWandering = 0.8;
const fewest = 12;

/**
 * Pearson's correlation of two series in the order of the file (of their ranks: Spearman's). p is two-sided, by Student's t with as many observations
 * as two autocorrelated series are worth (Bartlett 1946, as in Pyper and Peterman 1998). When both wander, p is the worse of that
 * and of the same test on their steps, so that two random walks are not taken for relatives. Null when either does not vary.
 */
export function correlate(xs: Series, ys: Series): Correlation | null {
  const [x, y] = completePairs(xs, ys);
  const r = pearson(x, y);
  if (r === null || x.length < fewest) return null;
  const level = pOf(r, x.length / inflation(x, y));
  const [ax = 0, ay = 0] = [autocorrelation(x, 1)[0], autocorrelation(y, 1)[0]];
  if (ax < nearlyWandering || ay < nearlyWandering) return { r, n: x.length, p: level };
  const [dx, dy] = [steps(x), steps(y)];
  const moved = pearson(dx, dy);
  const p = moved === null || Math.sign(moved) !== Math.sign(r) ? 1 : Math.max(level, pOf(moved, dx.length));
  return { r, n: x.length, p };
}

/** Pearson's r; null when either does not vary. */
export function pearson(x: readonly number[], y: readonly number[]): number | null {
  const n = x.length;
  let [sx, sy] = [0, 0];
  for (let i = 0; i < n; i++) {
    sx += x[i] ?? 0;
    sy += y[i] ?? 0;
  }
  let [sxx, syy, sxy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [(x[i] ?? 0) - sx / n, (y[i] ?? 0) - sy / n];
    sxx += dx * dx;
    syy += dy * dy;
    sxy += dx * dy;
  }
  return sxx > 0 && syy > 0 ? Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy))) : null;
}

/** How many times fewer observations two series are worth, at least 1: 1 + 2 Σ (1 − j/n) ρx(j) ρy(j), summed while both are positive. */
export function inflation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const [cx, cy] = [standardize(x), standardize(y)];
  let sum = 1;
  for (let lag = 1; lag <= Math.min(Math.floor(n / 5), 200); lag++) {
    const product = Math.max(0, lagged(cx, lag)) * Math.max(0, lagged(cy, lag));
    if (product < 2 / n) break;
    sum += 2 * (1 - lag / n) * product;
  }
  return sum;
}

/** Centred, and scaled to a sum of squares of one (all zeros when nothing varies). */
function standardize(values: readonly number[]): Float64Array {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const total = Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0));
  return Float64Array.from(values, (value) => (total > 0 ? (value - center) / total : 0));
}

function lagged(standardized: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < standardized.length; i++) sum += (standardized[i] ?? 0) * (standardized[i - lag] ?? 0);
  return sum;
}

function pOf(r: number, n: number): number {
  if (n <= 3) return 1;
  return Math.abs(r) >= 1 ? 0 : studentTwoSided(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2);
}

function steps(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => value - (values[i] ?? 0));
}

function completePairs(xs: Series, ys: Series): [number[], number[]] {
  const [x, y]: [number[], number[]] = [[], []];
  xs.forEach((left, i) => {
    const right = ys[i] ?? null;
    if (left === null || right === null) return;
    x.push(left);
    y.push(right);
  });
  return [x, y];
}
