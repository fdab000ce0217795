/**
 * Upper tails of the distributions that the tests here use, accurate far into the tail (relative error ≤ 1e-9 against scipy,
 * see distributions.reference.test.ts), where one minus a cumulative probability would be zero.
 */

/** P(|T| ≥ |t|) of Student's t. */
export function studentTwoSided(t: number, degrees: number): number {
  return degrees <= 0 || Number.isNaN(t) ? 1 : incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** P(|Z| ≥ |z|) of the standard normal. */
export function normalTwoSided(z: number): number {
  return upperIncompleteGamma(0.5, (z * z) / 2);
}

/** P(X ≥ x) of χ². */
export function chiSquareUpper(x: number, degrees: number): number {
  return degrees <= 0 || !(x > 0) ? 1 : upperIncompleteGamma(degrees / 2, x / 2);
}

const tiny = 1e-300;
const close = 1e-15;
const maxTerms = 20_000;

/** I_x(a, b), by the continued fraction (DLMF 8.17.22) evaluated with Lentz's method. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b))) / a;
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < maxTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < close) break;
  }
  return Math.min(1, front * fraction);
}

/** Q(a, x), by the series below a + 1 and the continued fraction above (DLMF 8.7.1, 8.9.2). */
export function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < maxTerms && term > sum * close; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - front * sum);
  }
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / away(b);
  let fraction = d;
  for (let n = 1; n < maxTerms; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / away(an * d + b);
    c = away(b + an / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < close) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) after shifting x above 12. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 12) {
    shift += Math.log(z);
    z += 1;
  }
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360_360))))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
