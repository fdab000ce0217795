import type { Wording } from "../finding-words.ts";

export const enShape: Wording<"heavy_tail" | "outliers" | "dominant_value" | "few_negatives" | "many_zeros"> = {
  heavy_tail: {
    title: (p, f) =>
      `The mean of ${f.column(p.column)} is ${f.number(p.ratio)} times its median: a few large values raise it`,
    description: (p, f) =>
      `The mean is ${f.number(p.mean)}; the median, ${f.number(p.median)}: half of the values do not exceed it. The highest 1% are ${f.number(p.high)} or more.${p.also.length === 0 ? "" : ` The same goes for ${f.columns(p.also)}.`}`,
    action: () => "To speak of a typical case, use the median; look at the large values apart.",
    method: () => "Mean and quantiles of all rows with a value are compared.",
  },
  outliers: {
    title: (p, f) =>
      p.count === 1
        ? `${f.column(p.column)} has 1 value far out of the ordinary: ${f.number(p.extreme)}`
        : `${f.column(p.column)} has ${f.counted(p.count, "value", "values")} far out of the ordinary; the farthest is ${f.number(p.extreme)}`,
    description: (p, f) =>
      `${p.q1 === null || p.q3 === null ? "" : `The middle half of the values goes from ${f.number(p.q1)} to ${f.number(p.q3)}. `}The median is ${f.number(p.median)}. Only ${f.percent(p.share)} of the values lie outside ${f.number(p.low)} to ${f.number(p.high)}, and they can move sums and means.`,
    action: (p, f) =>
      `Check ${f.plural(p.count, "that row", "those rows")}: a typing error, another unit, or a real case?`,
    method: () =>
      "Robust limits: the median plus and minus six times the spread of each side, measured by quantiles so that extremes do not inflate it; on a logarithmic scale when the data are positive and skewed.",
  },
  dominant_value: {
    title: (p, f) =>
      `${f.percent(p.share)} of ${f.column(p.column)} is a single value: ${f.value(p.value)} (${f.count(p.count)} of ${f.count(p.present)})`,
    description: () => "Any average or breakdown by this column speaks mostly of that value; the other cases are few.",
    action: () => "",
    method: () => "Counted over all rows with a value.",
  },
  few_negatives: {
    title: (p, f) =>
      p.count === 1
        ? `${f.column(p.column)} has 1 negative value: ${f.number(p.min)}`
        : `${f.column(p.column)} has ${f.counted(p.count, "negative value", "negative values")} (${f.percent(p.share)}); the lowest is ${f.number(p.min)}`,
    description: () =>
      "They are the exception in this column: usually returns, cancellations or adjustments, and they reduce totals.",
    action: () => "Decide whether sums should include them, and count them apart.",
    method: () => "Counted over all rows with a value.",
  },
  many_zeros: {
    title: (p, f) =>
      `${f.percent(p.share)} of the values of ${f.column(p.column)} are zero (${f.count(p.count)} of ${f.count(p.present)})`,
    description: () =>
      "So many zeros may be a fact or a way to write “no value”; in the second case they distort the mean.",
    action: () => "Clear up what zero means here before you average.",
    method: () => "Counted over all rows with a value.",
  },
};
