import type { FindingParams } from "./finding-params.ts";

/** Above it "×" is easier to grasp than a percentage; from `mostTimes` on, both ends are. */
const mostPercent = 2;
const mostTimes = 9;

/** How a change through time is told: in percent, as a multiple, or by its two ends. */
export type TrendForm =
  | { readonly as: "percent"; readonly change: number }
  | { readonly as: "times"; readonly times: number }
  | { readonly as: "ends" };

/** `change` is that of the finding: null where a ratio says nothing (docs/confidence.md). */
export function formOfTrend({ change }: Pick<FindingParams["trend_value"], "change">): TrendForm {
  if (change === null || change > mostTimes) return { as: "ends" };
  return change >= mostPercent ? { as: "times", times: 1 + change } : { as: "percent", change: Math.abs(change) };
}
