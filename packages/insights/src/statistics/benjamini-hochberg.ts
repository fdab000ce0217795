/**
 * q-values: the smallest false discovery rate at which each test would be reported, over all tests that were run
 * (Benjamini and Hochberg 1995). In the order of the input; never below p, never above 1. A p that could not be computed (NaN) proves nothing: 1.
 */
export function adjustForTests(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p: Number.isNaN(p) ? 1 : p, index })).sort((a, b) => b.p - a.p);
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  order.forEach(({ p, index }, place) => {
    smallest = Math.min(smallest, (p * order.length) / (order.length - place));
    adjusted[index] = smallest;
  });
  return adjusted;
}
