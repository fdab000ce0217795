import type { Wording } from "../finding-words.ts";
import { blankMark, hasUnseenBlanks } from "../show-blanks.ts";

const shapes = { number: "numbers", date: "dates", text: "text" } as const;
const counted = "Counted over all rows that could be read.";
/** Examples stand whole, so that the sign in which they differ is seen. */
const example = 80;

export const enQuality: Wording<
  | "rejected_rows"
  | "missing_column"
  | "missing_together"
  | "missing_widely"
  | "empty_columns"
  | "constant_columns"
  | "duplicate_rows"
  | "mixed_column"
  | "code_affix"
  | "key_column"
  | "key_pair"
  | "almost_key"
  | "category_variants"
  | "padded_text"
  | "placeholder_values"
  | "future_dates"
  | "remote_dates"
> = {
  rejected_rows: {
    title: (p, f) => `${f.counted(p.rejected, "row", "rows")} could not be read (${f.percent(p.share)} of the file)`,
    description: (p, f) =>
      `${f.counted(p.rows, "row was", "rows were")} read. ${f.plural(p.rejected, "The rejected one was noted with its line and the reason; it is in no other figure.", "The rejected ones were noted with their line and the reason; they are in no other figure.")}`,
    action: () => "Look at the rejected rows, correct them in the file and have it read again.",
    method: () =>
      "Every row that contradicts the structure of the file or the type of a column is counted; the first ones are shown, with their line and the reason.",
  },
  missing_column: {
    title: (p, f) =>
      `Column ${f.column(p.column)} lacks ${f.percent(p.share)} of its values (${f.count(p.missing)} of ${f.count(p.rows)})`,
    description: (p, f) =>
      p.share > 0.5
        ? `More is missing than is there: what is computed with ${f.column(p.column)} speaks of a part of the rows only.`
        : `Figures that use ${f.column(p.column)} leave ${f.plural(p.missing, "that row", "those rows")} out.`,
    action: (p, f) =>
      `Find out whether a missing ${f.column(p.column)} means something (“not applicable”, say) or was lost at the source.`,
    method: () => `${counted} Empty cells count as missing.`,
  },
  missing_together: {
    title: (p, f) =>
      `In ${f.counted(p.missing, "row", "rows")} (${f.percent(p.share)}), ${f.columns(p.columns, 3)} are missing together`,
    description: (p, f) =>
      p.columns.length > 3
        ? `They are ${f.columns(p.columns)}. When one is missing, so nearly always are the others: it looks like one cause, not scattered slips.`
        : "When one is missing, so nearly always are the others: it looks like one cause, not scattered slips.",
    action: () => "Look for what those rows share: another origin, another date or another kind of record.",
    method: () => `${counted} The sets of empty columns of each row were compared.`,
  },
  missing_widely: {
    title: (p, f) =>
      `${f.percent(p.share)} of the cells are missing (${f.count(p.cells)} of ${f.count(p.total)}); ${f.counted(p.columns.length, "column has", "columns have")} gaps`,
    description: (p, f) =>
      `${f.plural(p.columns.length, "The one with gaps is", "Most gaps are in")} ${f.columns(p.columns.slice(0, 3))}.`,
    action: () => "Decide which columns you need and complete those first.",
    method: () => `${counted} Empty cells count as missing.`,
  },
  empty_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `Column ${f.columns(p.columns)} is empty`
        : `${f.counted(p.columns.length, "column is", "columns are")} empty: ${f.columns(p.columns, 3)}`,
    description: (p, f) =>
      p.rows === 1 ? "There is no value in the only row." : `There is no value in any of the ${f.count(p.rows)} rows.`,
    action: (p, f) =>
      f.plural(
        p.columns.length,
        "Remove it, or check whether the export lost it.",
        "Remove them, or check whether the export lost them.",
      ),
    method: () => counted,
  },
  constant_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `Column ${f.columns(p.columns)} ${p.gaps.length === 0 ? "always has the same" : "has a single"} value: ${f.value(p.values[0] ?? "")}`
        : `${f.counted(p.columns.length, "column has", "columns have")} ${p.gaps.length === 0 ? "the same value throughout" : "a single value"}: ${f.columns(p.columns, 3)}`,
    description: (p, f) =>
      p.gaps.length > 0
        ? `Beside that value there are empty cells in ${f.columns(p.gaps)}: see whether their lack means something.`
        : f.plural(
            p.columns.length,
            "It does not tell one row from another: you can read the file without it.",
            "They do not tell one row from another: you can read the file without them.",
          ),
    action: () => "",
    method: () => `${counted} Minimum and maximum of what there is are equal.`,
  },
  duplicate_rows: {
    title: (p, f) =>
      `${f.counted(p.extra, "row is an exact repeat", "rows are exact repeats")} (${f.percent(p.share)} of the file)`,
    description: (p, f) =>
      `${f.counted(p.groups, "row appears", "different rows appear")} more than once with all values alike. If that is an error, totals are inflated.`,
    action: () => "Check whether they are real records that coincide or a load made twice, and remove the surplus.",
    method: () => "Rows alike in all columns were grouped; those after the first of each group are counted.",
  },
  mixed_column: {
    title: (p, f) =>
      `Column ${f.column(p.column)} mixes ${shapes[p.majority]} and ${shapes[p.minority]}: ${f.percent(p.share)} ${p.minority === "text" ? "is" : "are"} ${shapes[p.minority]}`,
    description: (p, f) =>
      `${f.count(p.count)} of ${f.counted(p.present, "value", "values")}; for example: ${f.list(p.examples.map((v) => f.value(v)))}. As long as that is so, the column is treated as text${p.majority === "text" ? "" : `: it cannot be ${p.majority === "date" ? "ordered as dates" : "summed or ordered as numbers"}`}.`,
    action: (p) =>
      p.majority === "text"
        ? "If it is a code, keep it as text; otherwise split the two uses into two columns."
        : `Correct the values that are not ${shapes[p.majority]}, or split the two uses into two columns.`,
    method: () => "Every text is classed as number, date or text by how it is written; all rows are counted.",
  },
  code_affix: {
    title: (p, f) =>
      `${f.counted(p.count, "value", "values")} of ${f.column(p.column)} (${f.percent(p.share)}) ${p.end === "start" ? f.plural(p.count, "begins with", "begin with") : f.plural(p.count, "ends in", "end in")} ${f.value(p.affix)}`,
    description: (p, f) =>
      `The other codes do not bear that mark. For example: ${f.list(p.examples.map((v) => f.value(v)))}. Such a mark usually tells another kind of record apart, such as returns, cancellations or variants.`,
    action: (p, f) => `Find out what ${f.value(p.affix)} means and decide whether those rows belong in the totals.`,
    method: () => `${counted} All codes that are not written in figures alone bear the mark.`,
  },
  key_column: {
    title: (p, f) => `Column ${f.column(p.column)} identifies every row: it never repeats and is never missing`,
    description: (p, f) =>
      `${p.rows === 1 ? "" : `Its ${f.count(p.rows)} values are all different. `}Use it to join this file with others and to update it without duplicates.`,
    action: () => "",
    method: () => "Its different values were counted one by one over all rows.",
  },
  key_pair: {
    title: (p, f) => `${f.column(p.first)} and ${f.column(p.second)} together identify every row`,
    description: (p, f) =>
      `No column does so alone${p.rows === 1 ? "" : `, but the ${f.count(p.rows)} combinations of these two are all different`}.`,
    action: () => "",
    method: () => "Different combinations were counted over all rows, none of them missing.",
  },
  almost_key: {
    title: (p, f) =>
      `${f.column(p.column)} looks like an identifier, but ${f.counted(p.groups, "value repeats", "values repeat")}`,
    description: (p, f) =>
      `${f.counted(p.extra, "row", "rows")} (${f.percent(p.share)}) ${f.plural(p.extra, "carries", "carry")} a value that appeared before: joining another table on ${f.column(p.column)} would give too many rows.`,
    action: () => "Look at the repeated rows and decide which one is right.",
    method: () => "Rows were grouped by the column's value; those after the first of each group are counted.",
  },
  category_variants: {
    title: (p, f) =>
      p.groups === 1
        ? `In ${f.column(p.column)} one value is spelled in several ways`
        : `In ${f.column(p.column)}, ${f.counted(p.groups, "value is", "values are")} spelled in several ways`,
    description: (p, f) =>
      `Only case or spaces differ: ${f.list(p.examples.map((v) => f.value(v, example)))}${hasUnseenBlanks(p.examples) ? ` (${blankMark} is a space)` : ""}. ${f.counted(p.rows, "row uses", "rows use")} a spelling that is not the most common one of its value, and ${f.plural(p.rows, "falls", "fall")} apart when grouped.`,
    action: () => "Unify the spelling before you group.",
    method: () => "Texts were compared without surplus spaces and in lower case.",
  },
  padded_text: {
    title: (p, f) =>
      `In ${f.column(p.column)}, ${f.counted(p.count, "value", "values")} (${f.percent(p.share)}) ${f.plural(p.count, "begins or ends", "begin or end")} with spaces`,
    description: (p, f) =>
      f.plural(
        p.count,
        "You cannot see them, but they keep a join or a filter from finding that value.",
        "You cannot see them, but they keep a join or a filter from finding those values.",
      ),
    action: () => "Remove the surplus spaces before you join with other tables.",
    method: () => "Counted over all rows: the text changes when trimmed.",
  },
  placeholder_values: {
    title: (p, f) =>
      `${f.counted(p.count, "value", "values")} of ${f.column(p.column)} (${f.percent(p.share)}) ${f.plural(p.count, "seems", "seem")} to say “no value”: ${f.list(
        p.values.map((v) => f.value(v)),
        3,
      )}`,
    description: () =>
      "They usually are absences written as if they were values: grouped, they count as one more category.",
    action: () => "If they are, treat them as empty cells.",
    method: () => "Each text was compared with a list of usual ways to write “no value”.",
  },
  future_dates: {
    title: (p, f) =>
      `${f.column(p.column)} has ${f.counted(p.count, "date", "dates")} in the future${p.count === 1 ? ":" : ", up to"} ${f.date(p.latest)}`,
    description: (p, f) =>
      `The file was read on ${f.date(p.today)}. If the column records what has happened, they look like errors; for a plan or a due date they are normal.`,
    action: () => "Check those rows, above all where day and month may have changed places.",
    method: () => "Counted over all rows: dates after the day of reading.",
  },
  remote_dates: {
    title: (p, f) =>
      p.count === 1
        ? `${f.column(p.column)} has 1 date before 1905: ${f.date(p.earliest)}`
        : `${f.column(p.column)} has ${f.counted(p.count, "date", "dates")} before 1905, the earliest ${f.date(p.earliest)}`,
    description: () => "They lie far from the others: often they are empty dates that a program wrote as its day zero.",
    action: () => "If they are, treat them as empty.",
    method: () => "Counted over all rows: dates before 1 January 1905.",
  },
};
