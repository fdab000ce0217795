import type { InsightType } from "../resources/insight.ts";

/** How a text is written, as findings name it. */
export type WrittenAs = "number" | "date" | "text";
export type PeriodGrain = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

type Trend = {
  readonly time: string;
  readonly grain: PeriodGrain;
  readonly direction: "up" | "down";
  /** Fitted value at the last period over the one at the first, minus one; null where that says nothing (docs/confidence.md). */
  readonly change: number | null;
  /** ISO dates of the first and last whole period, and the fitted values there. */
  readonly from: string;
  readonly to: string;
  readonly first: number;
  readonly last: number;
  readonly periods: number;
};

/** What a finding can say, and the figures that it says it with. Shares are 0 to 1 of the rows named beside them. */
export type FindingParams = {
  readonly rejected_rows: { readonly rejected: number; readonly rows: number; readonly share: number };
  readonly missing_column: {
    readonly column: string;
    readonly missing: number;
    readonly rows: number;
    readonly share: number;
  };
  readonly missing_together: {
    readonly columns: readonly string[];
    readonly missing: number;
    readonly rows: number;
    readonly share: number;
  };
  readonly missing_widely: {
    readonly columns: readonly string[];
    readonly cells: number;
    readonly total: number;
    readonly share: number;
  };
  readonly empty_columns: { readonly columns: readonly string[]; readonly rows: number };
  /** `gaps`: those of the columns that have missing values beside their only one. */
  readonly constant_columns: {
    readonly columns: readonly string[];
    readonly gaps: readonly string[];
    readonly values: readonly string[];
    readonly rows: number;
  };
  readonly duplicate_rows: {
    readonly extra: number;
    readonly groups: number;
    readonly rows: number;
    readonly share: number;
  };
  readonly mixed_column: {
    readonly column: string;
    readonly majority: WrittenAs;
    readonly minority: WrittenAs;
    readonly count: number;
    readonly present: number;
    readonly share: number;
    readonly examples: readonly string[];
  };
  /** Codes of which few are written with the same letters or signs at one end. */
  readonly code_affix: {
    readonly column: string;
    readonly affix: string;
    readonly end: "start" | "end";
    readonly count: number;
    readonly present: number;
    readonly share: number;
    readonly examples: readonly string[];
  };
  readonly key_column: { readonly column: string; readonly rows: number };
  readonly key_pair: { readonly first: string; readonly second: string; readonly rows: number };
  readonly almost_key: {
    readonly column: string;
    readonly extra: number;
    readonly groups: number;
    readonly rows: number;
    readonly share: number;
  };
  readonly category_variants: {
    readonly column: string;
    readonly groups: number;
    readonly rows: number;
    readonly examples: readonly string[];
  };
  readonly padded_text: { readonly column: string; readonly count: number; readonly share: number };
  readonly placeholder_values: {
    readonly column: string;
    readonly count: number;
    readonly share: number;
    readonly values: readonly string[];
  };
  readonly heavy_tail: {
    readonly column: string;
    readonly median: number;
    readonly mean: number;
    readonly high: number;
    readonly ratio: number;
    /** Columns that move nearly as one with this one and are as lopsided, folded into this finding. */
    readonly also: readonly string[];
  };
  /** All but `count` lie between `low` and `high`; the middle half between `q1` and `q3` (null in what was stored before they were told). */
  readonly outliers: {
    readonly column: string;
    readonly count: number;
    readonly share: number;
    readonly low: number;
    readonly high: number;
    readonly q1: number | null;
    readonly median: number;
    readonly q3: number | null;
    readonly extreme: number;
  };
  readonly dominant_value: {
    readonly column: string;
    readonly value: string;
    readonly count: number;
    readonly present: number;
    readonly share: number;
  };
  readonly few_negatives: {
    readonly column: string;
    readonly count: number;
    readonly present: number;
    readonly share: number;
    readonly min: number;
  };
  readonly many_zeros: {
    readonly column: string;
    readonly count: number;
    readonly present: number;
    readonly share: number;
  };
  readonly future_dates: {
    readonly column: string;
    readonly count: number;
    readonly latest: string;
    readonly today: string;
  };
  readonly remote_dates: { readonly column: string; readonly count: number; readonly earliest: string };
  /** `outside`: rows in none of the `periods`, where a few far dates would stretch the span beyond sense; else 0. */
  readonly time_span: {
    readonly column: string;
    readonly from: string;
    readonly to: string;
    readonly grain: PeriodGrain;
    readonly periods: number;
    readonly present: number;
    readonly outside: number;
  };
  readonly time_gaps: {
    readonly column: string;
    readonly grain: PeriodGrain;
    readonly missing: number;
    readonly longest: number;
    readonly from: string;
    readonly to: string;
  };
  /** Days of the week without rows, 1 Monday to 7 Sunday, as text. */
  readonly idle_weekdays: { readonly column: string; readonly weekdays: readonly string[]; readonly weeks: number };
  readonly trend_rows: Trend;
  /**
   * `also`: columns whose sums (or means) move the same way and are folded into this finding, with the fitted values at both ends as text.
   * `rowsFirst` and `rowsLast`: those of the number of rows, where it is folded in; else null.
   */
  readonly trend_value: Trend & {
    readonly value: string;
    readonly aggregate: "sum" | "mean";
    readonly also: readonly string[];
    readonly alsoFirst: readonly string[];
    readonly alsoLast: readonly string[];
    readonly rowsFirst: number | null;
    readonly rowsLast: number | null;
  };
  /**
   * `high` and `low` are days of the week, 1 Monday to 7 Sunday; their median values beside them. `value` is null for the number of rows.
   * `also`: columns whose sums are highest on the same day; `alsoRows`: so is the number of rows.
   */
  readonly weekly_pattern: {
    readonly time: string;
    readonly value: string | null;
    readonly aggregate: "sum" | "mean" | null;
    readonly also: readonly string[];
    readonly alsoRows: boolean;
    readonly high: number;
    readonly low: number;
    readonly highValue: number;
    readonly lowValue: number;
    readonly weeks: number;
  };
  readonly numbers_related: {
    readonly x: string;
    readonly y: string;
    readonly direction: "up" | "down";
    readonly r: number;
    readonly method: "pearson" | "spearman";
    readonly n: number;
    /** Columns that move closely with one of these two, folded into this finding. */
    readonly also: readonly string[];
  };
  /** Of the `groups` of at least five rows; `explained` in the `n` rows that were looked at. */
  readonly groups_differ: {
    readonly category: string;
    readonly value: string;
    readonly explained: number;
    readonly groups: number;
    readonly n: number;
    readonly high: string;
    readonly highMedian: number;
    readonly low: string;
    readonly lowMedian: number;
    /** Columns that move closely with the value and differ by the category too, folded into this finding. */
    readonly also: readonly string[];
  };
  readonly categories_related: { readonly a: string; readonly b: string; readonly v: number; readonly n: number };
  readonly identity_holds: {
    readonly left: string;
    readonly operation: "product" | "sum" | "difference";
    readonly right: readonly string[];
    readonly obeys: number;
    readonly complete: number;
    readonly share: number;
  };
  /** Compared in the `complete` rows that have both; in `lone` rows only one of the two has a value. */
  readonly column_copied: {
    readonly lone: number;
    readonly left: string;
    readonly right: string;
    readonly obeys: number;
    readonly complete: number;
    readonly share: number;
  };
  /** A number that a category all but decides (a price, by article). */
  readonly value_follows: {
    readonly category: string;
    readonly value: string;
    readonly explained: number;
    readonly n: number;
  };
  /** Columns of which each value goes with one value of the others, and the other way round; `values` of them. */
  readonly columns_synonymous: { readonly columns: readonly string[]; readonly values: number };
  /** Each of the `values` of `column` goes with one value of each of `determined`. */
  readonly column_determines: {
    readonly column: string;
    readonly determined: readonly string[];
    readonly values: number;
  };
  /**
   * `top` of `categories` hold `share` of the total of `value` (null: of the rows) over all rows of the file, those without a category included:
   * these are `unlabelledRows` of the rows, with `unlabelledShare` of the total (null where rows are counted, and where returns outweigh the rest).
   */
  readonly concentrated: {
    readonly category: string;
    readonly value: string | null;
    readonly top: number;
    readonly categories: number;
    readonly topShare: number;
    readonly share: number;
    readonly unlabelledRows: number;
    readonly unlabelledShare: number | null;
  };
};

export type FindingKind = keyof FindingParams;

/** Under which type of insight each finding stands. */
export const typeOfFinding: { readonly [K in FindingKind]: InsightType } = {
  rejected_rows: "quality",
  missing_column: "quality",
  missing_together: "quality",
  missing_widely: "quality",
  empty_columns: "quality",
  constant_columns: "quality",
  duplicate_rows: "quality",
  mixed_column: "quality",
  code_affix: "quality",
  key_column: "quality",
  key_pair: "quality",
  almost_key: "quality",
  category_variants: "quality",
  padded_text: "quality",
  placeholder_values: "quality",
  future_dates: "quality",
  remote_dates: "quality",
  heavy_tail: "shape",
  outliers: "shape",
  dominant_value: "shape",
  few_negatives: "shape",
  many_zeros: "shape",
  time_span: "time",
  time_gaps: "time",
  idle_weekdays: "time",
  trend_rows: "time",
  trend_value: "time",
  weekly_pattern: "time",
  numbers_related: "relation",
  groups_differ: "relation",
  categories_related: "relation",
  identity_holds: "relation",
  column_copied: "relation",
  value_follows: "relation",
  columns_synonymous: "relation",
  column_determines: "relation",
  concentrated: "concentration",
};
