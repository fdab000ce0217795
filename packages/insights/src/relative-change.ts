import { median } from "./statistics/ranks.ts";

/** A base below this part of the level makes a percentage of anything. */
const leastBase = 0.1;

/**
 * Last fitted value over the first, minus one; null where the ratio says nothing: the series or its line is not above zero throughout, or
 * the line begins below a tenth of the level (the larger of the typical value and of the line's end).
 */
export function relativeChange(first: number, last: number, values: readonly number[]): number | null {
  if (!(first > 0 && last > 0) || values.some((value) => value < 0)) return null;
  return first >= leastBase * Math.max(median(values), last) ? last / first - 1 : null;
}
