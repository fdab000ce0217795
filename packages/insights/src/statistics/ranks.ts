/** Numbers of one column of a sample, in its order; null where missing. */
export type Series = readonly (number | null)[];

/** Ranks from 1 of the values that are there, ties averaged; null stays null. */
export function rankSeries(values: Series): Series {
  const order = values
    .flatMap((value, index) => (value === null ? [] : [{ value, index }]))
    .sort((a, b) => a.value - b.value);
  const ranks: (number | null)[] = values.map(() => null);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++;
    for (let i = from; i <= to; i++) ranks[order[i]?.index ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** Autocorrelation of a complete series at lags 1 to `lags` (index 0 is lag 1). */
export function autocorrelation(values: readonly number[], lags: number): number[] {
  const center = mean(values);
  const total = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Array.from({ length: lags }, (_, lag) => {
    if (!(total > 0)) return 0;
    let sum = 0;
    for (let i = lag + 1; i < values.length; i++)
      sum += ((values[i] ?? 0) - center) * ((values[i - lag - 1] ?? 0) - center);
    return sum / total;
  });
}
