import type { Wording } from "../finding-words.ts";

const operators = { product: "×", sum: "+", difference: "−" } as const;
const strength = (r: number) => (r >= 0.8 ? "very closely" : r >= 0.5 ? "fairly closely" : "somewhat");

export const enRelation: Wording<
  | "numbers_related"
  | "groups_differ"
  | "categories_related"
  | "identity_holds"
  | "column_copied"
  | "value_follows"
  | "columns_synonymous"
  | "column_determines"
  | "concentrated"
> = {
  numbers_related: {
    title: (p, f) =>
      `When “${p.x}” rises, “${p.y}” ${p.direction === "up" ? "rises" : "falls"} (correlation ${f.number(p.r)})`,
    description: (p, f) =>
      `They are tied ${strength(Math.abs(p.r))} over ${f.count(p.n)} rows. ${p.also.length > 0 ? `${f.list(p.also.map((c) => `“${c}”`))} move with them too. ` : ""}That they move together does not say which causes which.`,
    action: () => "",
    method: (p) =>
      `${p.method === "pearson" ? "Pearson's correlation over all rows" : "Spearman's rank correlation, because the relation is not a straight line"}; certainty is computed on ranks, with fewer effective observations where neighbouring rows are alike, and adjusted for the number of tests.`,
  },
  groups_differ: {
    title: (p, f) =>
      `“${p.value}” differs by “${p.category}”: the median goes from ${f.number(p.lowMedian)} (“${p.low}”) to ${f.number(p.highMedian)} (“${p.high}”)`,
    description: (p, f) =>
      `“${p.category}” explains ${f.percent(p.explained)} of the differences in “${p.value}” between ${f.count(p.n)} rows and ${f.count(p.groups)} groups.`,
    action: () => "",
    method: () =>
      "Kruskal–Wallis test, adjusted for the number of tests; what is explained is the part of the variation of ranks that lies between the groups (ε²).",
  },
  categories_related: {
    title: (p) =>
      `“${p.a}” and “${p.b}” go together ${p.v >= 0.5 ? "very closely" : p.v >= 0.3 ? "fairly closely" : "somewhat"}`,
    description: (p, f) =>
      `Knowing one helps to guess the other: over ${f.count(p.n)} rows some combinations are far more frequent than chance would make them (strength ${f.number(p.v)} of 1).`,
    action: () => "",
    method: () =>
      "χ² test of independence, adjusted for the number of tests; Cramér's V with Bergsma's bias correction. Rare values are put together.",
  },
  identity_holds: {
    title: (p, f) =>
      `“${p.left}” = “${p.right[0] ?? ""}” ${operators[p.operation]} “${p.right[1] ?? ""}” in ${f.percent(p.share)} of the rows (${f.count(p.obeys)} of ${f.count(p.complete)})`,
    description: (p, f) =>
      p.obeys === p.complete
        ? "It always holds: the column is computed from the other two."
        : `In ${f.count(p.complete - p.obeys)} rows it does not hold: there is a discount, a rounding or an error.`,
    action: (p) => (p.obeys === p.complete ? "" : "Look at the rows that do not obey."),
    method: () => "Checked row by row where all three have a value, within rounding.",
  },
  column_copied: {
    title: (p, f) =>
      p.obeys === p.complete
        ? `“${p.left}” is a copy of “${p.right}”`
        : `“${p.left}” repeats “${p.right}” in ${f.percent(p.share)} of the rows`,
    description: (p, f) =>
      p.obeys === p.complete
        ? `They are equal in the ${f.count(p.complete)} rows that have both.`
        : `They differ in ${f.count(p.complete - p.obeys)} of ${f.count(p.complete)} rows.`,
    action: (p) =>
      p.obeys === p.complete
        ? "You can keep just one."
        : "Look at the rows in which they differ: one of the two was left behind there.",
    method: () => "Compared row by row where both have a value.",
  },
  value_follows: {
    title: (p) => `“${p.value}” depends on “${p.category}” almost alone`,
    description: (p, f) =>
      `“${p.category}” explains ${f.percent(p.explained)} of the differences in “${p.value}” between ${f.count(p.n)} rows. It is part of how the file is built.`,
    action: () => "Look for errors in the rows that stray from what is usual in their group.",
    method: () =>
      "Kruskal–Wallis test, adjusted for the number of tests; what is explained is the part of the variation of ranks that lies between the groups (ε²).",
  },
  columns_synonymous: {
    title: (p, f) => `${f.list(p.columns.map((c) => `“${c}”`))} name the same thing`,
    description: (p, f) =>
      `Each of the ${f.count(p.values)} values of “${p.columns[0] ?? ""}” goes with one value of ${f.list(p.columns.slice(1).map((c) => `“${c}”`))}, and the other way round. What is said here of “${p.columns[0] ?? ""}” holds for ${p.columns.length === 2 ? "the other" : "the others"} too.`,
    action: () => "",
    method: () => "Distinct combinations were counted over all rows: there are as many as values of each column.",
  },
  column_determines: {
    title: (p, f) => `Each value of “${p.column}” has just one of ${f.list(p.determined.map((c) => `“${c}”`))}`,
    description: (p, f) =>
      `It holds for all ${f.count(p.values)} values of “${p.column}”, without exception: ${p.determined.length === 1 ? "the other column groups them" : "the other columns group them"}.`,
    action: () => "",
    method: () => "Distinct combinations were counted over all rows: there are as many as values of the first column.",
  },
  concentrated: {
    title: (p, f) =>
      `${f.percent(p.topShare)} of the values of “${p.category}” (${f.count(p.top)} of ${f.count(p.categories)}) hold ${f.percent(p.share)} of ${p.value === null ? "the rows" : `“${p.value}”`}`,
    description: () =>
      "The total hangs on a few: what happens to them shows everywhere, and the others weigh little even if they are many.",
    action: () => "Attend to the largest first, and gauge the risk of losing one.",
    method: () =>
      "Sums by category, largest first. Said only when it is more concentrated than the same rows dealt out at random.",
  },
};
