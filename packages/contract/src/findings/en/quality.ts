import type { Wording } from "../finding-words.ts";

const shapes = { number: "numbers", date: "dates", text: "text" } as const;
const counted = "Counted over all rows that could be read.";

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
    title: (p, f) =>
      p.rejected === 1
        ? "1 row could not be read"
        : `${f.count(p.rejected)} rows could not be read (${f.percent(p.share)} of the file)`,
    description: (p, f) =>
      `${f.count(p.rows)} rows were read. The rejected ones are kept aside with their line number and the reason; no figure on this page includes them.`,
    action: () => "Look at the rejected rows, correct them in the file and upload it again.",
    method: () =>
      "Every row that contradicts the structure of the file or the type of a column is counted; the first ones are shown, with their line and the reason.",
  },
  missing_column: {
    title: (p, f) =>
      `Column “${p.column}” lacks ${f.percent(p.share)} of its values (${f.count(p.missing)} of ${f.count(p.rows)})`,
    description: (p) =>
      p.share > 0.5
        ? `More is missing than is there: what is computed with “${p.column}” speaks of a part of the rows only.`
        : `Totals and breakdowns by “${p.column}” leave those rows out.`,
    action: (p) =>
      `Find out whether a missing “${p.column}” means something (“not applicable”, say) or was lost at the source.`,
    method: () => `${counted} Empty cells count as missing.`,
  },
  missing_together: {
    title: (p, f) =>
      `In ${f.count(p.missing)} rows (${f.percent(p.share)}), ${f.list(p.columns.map((c) => `“${c}”`))} are missing together`,
    description: () => "When one is missing, so are the others: it looks like one cause, not scattered slips.",
    action: () => "Look for what those rows share: another origin, another date or another kind of record.",
    method: () => `${counted} The sets of empty columns of each row were compared.`,
  },
  missing_widely: {
    title: (p, f) =>
      `${f.percent(p.share)} of the cells are missing, in ${f.count(p.columns.length)} columns (${f.count(p.cells)} of ${f.count(p.total)})`,
    description: (p, f) => `Most gaps are in ${f.list(p.columns.slice(0, 3).map((c) => `“${c}”`))}.`,
    action: () => "Decide which columns you need and complete those first.",
    method: () => `${counted} Empty cells count as missing.`,
  },
  empty_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `Column “${p.columns[0] ?? ""}” is empty`
        : `${f.count(p.columns.length)} columns are empty: ${f.list(p.columns.map((c) => `“${c}”`))}`,
    description: (p, f) => `There is no value in ${f.count(p.rows)} rows.`,
    action: () => "Remove them, or check whether the export lost them.",
    method: () => counted,
  },
  constant_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `Column “${p.columns[0] ?? ""}” always has the same value: “${p.values[0] ?? ""}”`
        : `${f.count(p.columns.length)} columns always have the same value: ${f.list(p.columns.map((c) => `“${c}”`))}`,
    description: () => "They do not tell one row from another: you can read the file without them.",
    action: () => "",
    method: () => `${counted} Minimum and maximum are equal.`,
  },
  duplicate_rows: {
    title: (p, f) =>
      p.extra === 1
        ? "1 row is an exact repeat"
        : `${f.count(p.extra)} rows are exact repeats (${f.percent(p.share)} of the file)`,
    description: (p, f) =>
      `${p.groups === 1 ? "One row appears" : `${f.count(p.groups)} different rows appear`} more than once with all values alike: if that is an error, totals are inflated.`,
    action: () => "Check whether they are real records that coincide or a load made twice, and remove the surplus.",
    method: () => "Rows alike in all columns were grouped; those after the first of each group are counted.",
  },
  mixed_column: {
    title: (p, f) =>
      `Column “${p.column}” mixes ${shapes[p.majority]} and ${shapes[p.minority]}: ${f.percent(p.share)} are ${shapes[p.minority]} (${f.count(p.count)} of ${f.count(p.present)})`,
    description: (p, f) =>
      `For example: ${f.list(p.examples.map((v) => `“${v}”`))}. As long as that is so, the column is treated as text: it cannot be summed or ordered as ${shapes[p.majority]}.`,
    action: (p) =>
      p.majority === "text"
        ? "If it is a code, keep it as text; otherwise split the two uses into two columns."
        : `Correct the values that are not ${shapes[p.majority]}, or split the two uses into two columns.`,
    method: () => "Every text is classed as number, date or text by how it is written; all rows are counted.",
  },
  code_affix: {
    title: (p, f) =>
      `${f.count(p.count)} values of “${p.column}” (${f.percent(p.share)}) ${p.end === "start" ? "begin with" : "end in"} “${p.affix}”`,
    description: (p, f) =>
      `The other codes do not bear that mark. For example: ${f.list(p.examples.map((v) => `“${v}”`))}. Such a mark usually tells another kind of record apart, such as returns, cancellations or variants.`,
    action: (p) => `Find out what “${p.affix}” means and decide whether those rows belong in the totals.`,
    method: () => `${counted} All codes that are not written in figures alone bear the mark.`,
  },
  key_column: {
    title: (p) => `Column “${p.column}” identifies every row: it never repeats and is never missing`,
    description: (p, f) =>
      `Its ${f.count(p.rows)} values are all different. Use it to join this file with others and to update it without duplicates.`,
    action: () => "",
    method: () => "Its different values were counted one by one over all rows.",
  },
  key_pair: {
    title: (p) => `“${p.first}” and “${p.second}” together identify every row`,
    description: (p, f) =>
      `No column does so alone, but the ${f.count(p.rows)} combinations of these two are all different.`,
    action: () => "",
    method: () => "Different combinations were counted over all rows, none of them missing.",
  },
  almost_key: {
    title: (p, f) =>
      p.groups === 1
        ? `“${p.column}” looks like an identifier, but 1 value repeats`
        : `“${p.column}” looks like an identifier, but ${f.count(p.groups)} values repeat`,
    description: (p, f) =>
      `${f.count(p.extra)} rows (${f.percent(p.share)}) carry a value that appeared before: a join on “${p.column}” would multiply them.`,
    action: () => "Look at the repeated rows and decide which one is right.",
    method: () => "Rows were grouped by the column's value; those after the first of each group are counted.",
  },
  category_variants: {
    title: (p, f) =>
      p.groups === 1
        ? `In “${p.column}” one value is spelled in several ways`
        : `In “${p.column}”, ${f.count(p.groups)} values are spelled in several ways`,
    description: (p, f) =>
      `Only case or spaces differ: ${f.list(p.examples.map((v) => `“${v}”`))}. ${p.rows === 1 ? "1 row uses" : `${f.count(p.rows)} rows use`} a spelling that is not the most common, and fall apart when grouped.`,
    action: () => "Unify the spelling before you group.",
    method: () => "Texts were compared without surplus spaces and in lower case.",
  },
  padded_text: {
    title: (p, f) =>
      `In “${p.column}”, ${p.count === 1 ? "1 value begins or ends" : `${f.count(p.count)} values (${f.percent(p.share)}) begin or end`} with spaces`,
    description: () => "You cannot see them, but they keep a join or a filter from finding the value.",
    action: () => "Remove the surplus spaces before you join with other tables.",
    method: () => "Counted over all rows: the text changes when trimmed.",
  },
  placeholder_values: {
    title: (p, f) =>
      `In “${p.column}”, ${p.count === 1 ? "1 value says" : `${f.count(p.count)} values (${f.percent(p.share)}) say`} that there is no value: ${f.list(p.values.map((v) => `“${v}”`))}`,
    description: () =>
      "They look like values but are absences in writing: they count as one more category unless removed.",
    action: () => "Treat them as empty.",
    method: () => "Each text was compared with a list of usual ways to write “no value”.",
  },
  future_dates: {
    title: (p, f) =>
      p.count === 1
        ? `“${p.column}” has 1 date in the future: ${f.date(p.latest)}`
        : `“${p.column}” has ${f.count(p.count)} dates in the future, up to ${f.date(p.latest)}`,
    description: (p, f) =>
      `The file was read on ${f.date(p.today)}. If the column records what has happened, they are errors; for a plan or a due date they are normal.`,
    action: () => "Check those rows, above all where day and month may have changed places.",
    method: () => "Counted over all rows: dates after the day of reading.",
  },
  remote_dates: {
    title: (p, f) =>
      p.count === 1
        ? `“${p.column}” has 1 date before 1905: ${f.date(p.earliest)}`
        : `“${p.column}” has ${f.count(p.count)} dates before 1905, from ${f.date(p.earliest)} on`,
    description: () => "They lie far from the others: usually empty dates that a program wrote as its day zero.",
    action: () => "Treat them as empty, unless the file speaks of another age.",
    method: () => "Counted over all rows: dates before 1 January 1905.",
  },
};
