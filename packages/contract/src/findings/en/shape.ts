import type { Wording } from "../finding-words.ts";

export const enShape: Wording<"heavy_tail" | "outliers" | "dominant_value" | "few_negatives" | "many_zeros"> = {
  heavy_tail: {
    title: (p, f) =>
      `In “${p.column}” a few very large values weigh a lot: the mean (${f.number(p.mean)}) is ${f.number(p.ratio)} times the median (${f.number(p.median)})`,
    description: (p, f) =>
      `Half of the values do not exceed ${f.number(p.median)}, but the highest 1% exceed ${f.number(p.high)}. The mean does not describe a typical case.`,
    action: () => "To speak of the typical, use the median; look at the large values apart.",
    method: () => "Mean and quantiles of all rows with a value are compared.",
  },
  outliers: {
    title: (p, f) =>
      p.count === 1
        ? `“${p.column}” has 1 value far out of the ordinary: ${f.number(p.extreme)}`
        : `“${p.column}” has ${f.count(p.count)} values far out of the ordinary; the farthest is ${f.number(p.extreme)}`,
    description: (p, f) =>
      `The usual lies between ${f.number(p.low)} and ${f.number(p.high)}, with median ${f.number(p.median)}. Those outside are ${f.percent(p.share)} of the values and can move sums and means.`,
    action: () => "Check those rows: a typing error, another unit, or a real case?",
    method: () =>
      "Robust limits: the median plus and minus six times the spread of each side, measured by quantiles so that extremes do not inflate it; on a logarithmic scale when the data are positive and skewed.",
  },
  dominant_value: {
    title: (p, f) =>
      `${f.percent(p.share)} of “${p.column}” is a single value: “${p.value}” (${f.count(p.count)} of ${f.count(p.present)})`,
    description: () => "Any average or breakdown by this column speaks mostly of that value; the other cases are few.",
    action: () => "",
    method: () => "Counted over all rows with a value.",
  },
  few_negatives: {
    title: (p, f) =>
      p.count === 1
        ? `“${p.column}” has 1 negative value (${f.number(p.min)}) among positive ones`
        : `“${p.column}” has ${f.count(p.count)} negative values (${f.percent(p.share)}) among positive ones; the lowest is ${f.number(p.min)}`,
    description: () =>
      "Nearly all others are positive: negatives are usually returns, cancellations or adjustments, and they reduce totals.",
    action: () => "Decide whether sums should include them, and count them apart.",
    method: () => "Counted over all rows with a value.",
  },
  many_zeros: {
    title: (p, f) => `${f.percent(p.share)} of “${p.column}” is zero (${f.count(p.count)} of ${f.count(p.present)})`,
    description: () =>
      "So many zeros may be a fact or a way to write “no value”: in the second case they lower the mean.",
    action: () => "Clear up what zero means here before you average.",
    method: () => "Counted over all rows with a value.",
  },
};
