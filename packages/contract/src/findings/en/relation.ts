import type { Wording } from "../finding-words.ts";

const operators = { product: "×", sum: "+", difference: "−" } as const;
const strength = (r: number) => (r >= 0.8 ? "Very closely tied" : r >= 0.5 ? "Fairly closely tied" : "Somewhat tied");

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
      `When ${f.column(p.x)} rises, ${f.column(p.y)} tends to ${p.direction === "up" ? "rise" : "fall"} (correlation ${f.strength(p.r)})`,
    description: (p, f) =>
      `${strength(Math.abs(p.r))} over ${f.counted(p.n, "row", "rows")}: correlation is 0 where nothing ties them, and 1 or -1 where one fixes the other.${p.also.length === 0 ? "" : ` ${f.columns(p.also)} ${f.plural(p.also.length, "is", "are")} very closely tied to one of them too.`} That they move together does not say which causes which.`,
    action: () => "",
    method: (p) =>
      `${p.method === "pearson" ? "Pearson's correlation over all rows" : "Spearman's rank correlation, because the relation is not a straight line"}; certainty is computed on ranks, with fewer effective observations where neighbouring rows are alike, and adjusted for the number of tests.`,
  },
  groups_differ: {
    title: (p, f) =>
      `${f.column(p.value)} differs by ${f.column(p.category)}: medians from ${f.number(p.lowMedian)} to ${f.number(p.highMedian)}`,
    description: (p, f) =>
      `The lowest median (the middle value) is that of ${f.value(p.low)} and the highest that of ${f.value(p.high)}, among ${f.counted(p.groups, "group", "groups")} of five rows or more. ${f.percent(p.explained)} of the differences lie between the groups and the rest within them, over ${f.counted(p.n, "row", "rows")} looked at.${p.also.length === 0 ? "" : ` ${f.columns(p.also)} ${f.plural(p.also.length, "differs", "differ")} by ${f.column(p.category)} too.`}`,
    action: () => "",
    method: () =>
      "Kruskal–Wallis test, adjusted for the number of tests; what lies between the groups is the part of the variation of ranks (ε²). The medians are those of all groups of at least five rows, in the whole file.",
  },
  categories_related: {
    title: (p, f) =>
      `${f.column(p.a)} and ${f.column(p.b)} go together ${p.v >= 0.5 ? "very closely" : p.v >= 0.3 ? "fairly closely" : "somewhat"}`,
    description: (p, f) =>
      `Knowing one helps to guess the other: over ${f.counted(p.n, "row", "rows")}, some combinations are far more frequent than chance would make them (strength ${f.strength(p.v)}, between 0 and 1). That they go together does not say why.`,
    action: () => "",
    method: () =>
      "χ² test of independence, adjusted for the number of tests; the strength is Cramér's V with Bergsma's bias correction. Rare values are put together.",
  },
  identity_holds: {
    title: (p, f) => {
      const formula = `${f.column(p.right[0] ?? "")} ${operators[p.operation]} ${f.column(p.right[1] ?? "")}`;
      return p.obeys === p.complete
        ? `${f.column(p.left)} is always ${formula}`
        : `${f.column(p.left)} is ${formula} in ${f.percent(p.share)} of the rows that have all three`;
    },
    description: (p, f) =>
      p.obeys === p.complete
        ? `It holds in ${f.counted(p.complete, "row", "rows")}, all that have the three: one of the columns is surplus, as it follows from the others.`
        : `It holds in ${f.count(p.obeys)} of ${f.counted(p.complete, "row", "rows")}. In ${f.counted(p.complete - p.obeys, "row", "rows")} it does not: there may be a discount, a rounding or an error.`,
    action: (p) => (p.obeys === p.complete ? "" : "Look at the rows that do not obey."),
    method: () => "Checked row by row where all three have a value, within rounding.",
  },
  column_copied: {
    title: (p, f) =>
      p.obeys === p.complete
        ? `${f.column(p.left)} and ${f.column(p.right)} are equal${p.lone === 0 ? "" : " where both have a value"}`
        : `${f.column(p.left)} repeats ${f.column(p.right)} in ${f.percent(p.share)} of the rows with both`,
    description: (p, f) =>
      `${
        p.obeys === p.complete
          ? `They have the same value in ${f.counted(p.complete, "row", "rows")}, all that have both.`
          : `They differ in ${f.count(p.complete - p.obeys)} of ${f.counted(p.complete, "row", "rows")}.`
      }${p.lone === 0 ? "" : ` In ${f.counted(p.lone, "row", "rows")} only one of the two has a value.`}`,
    action: (p) =>
      p.obeys === p.complete
        ? p.lone > 0
          ? "Before you keep just one, fill in it what only the other has."
          : "You can keep just one."
        : "Look at the rows in which they differ: one of the two may have been left behind there.",
    method: () => "Compared row by row where both have a value.",
  },
  value_follows: {
    title: (p, f) => `${f.column(p.value)} hardly varies within each value of ${f.column(p.category)}`,
    description: (p, f) =>
      `${f.percent(p.explained)} of its differences lie between the values of ${f.column(p.category)}, over ${f.counted(p.n, "row", "rows")}. Usually that is part of how the file is built.`,
    action: () => "Look for errors in the rows that stray from what is usual in their group.",
    method: () =>
      "Kruskal–Wallis test, adjusted for the number of tests; what lies between the groups is the part of the variation of ranks (ε²).",
  },
  columns_synonymous: {
    title: (p, f) => `${f.columns(p.columns, 3)} name the same thing`,
    description: (p, f) =>
      `Each value of ${f.column(p.columns[0] ?? "")} (${f.count(p.values)} in all) goes with just one of ${f.columns(p.columns.slice(1))}, and the other way round. What is said here of ${f.column(p.columns[0] ?? "")} holds for ${p.columns.length === 2 ? "the other" : "the others"} too.`,
    action: () => "",
    method: () => "Distinct combinations were counted over all rows: there are as many as values of each column.",
  },
  column_determines: {
    title: (p, f) => `Each value of ${f.column(p.column)} goes with just one of ${f.columns(p.determined, 2)}`,
    description: (p, f) =>
      `It holds for ${p.values === 1 ? "the only value" : `all ${f.count(p.values)} values`} of ${f.column(p.column)}, without exception: ${f.plural(p.determined.length, "the other column groups them", "the other columns group them")}.`,
    action: () => "",
    method: () => "Distinct combinations were counted over all rows: there are as many as values of the first column.",
  },
  concentrated: {
    title: (p, f) =>
      `${f.count(p.top)} of ${f.counted(p.categories, "value", "values")} of ${f.column(p.category)} ${f.plural(p.top, "holds", "hold")} ${f.percent(p.share)} of ${p.value === null ? "the rows" : f.column(p.value)}`,
    description: (p, f) =>
      `That is ${f.percent(p.topShare)} of the values.${p.unlabelledRows === 0 ? "" : ` ${f.percent(p.unlabelledRows)} of the rows have no ${f.column(p.category)}${p.unlabelledShare === null ? "" : ` and add up to ${f.percent(p.unlabelledShare)} of the total`}.`} The total hangs on a few: what happens to them shows everywhere, and the others weigh little even if they are many.`,
    action: () => "Look at the largest first, and gauge what would happen if one were lost.",
    method: () =>
      "Sums by category, largest first; the share is of the total of all rows, those without a category included. Said only when it is more concentrated than the same rows dealt out at random.",
  },
};
