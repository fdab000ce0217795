import type { TextShape } from "./text-shape.ts";

/**
 * What can be asked of a table, and what comes back: the treaty between insights (which decide what is worth measuring)
 * and engines (which turn each measure into a query of their own). Both sides are plain JSON values.
 *
 * Conventions that hold for every measure:
 * - a missing value is NULL; empty text is a value; NaN and infinities count as present but enter no mean, quantile, bin or sum;
 * - `string` values are canonical text (as in RowPage): plain decimals, ISO dates and timestamps, "true"/"false";
 *   a float is written as JavaScript writes it ("5", "0.1"). Text longer than 200 characters is cut there in examples;
 * - counts are exact unless a comment says "sketch"; where values tie, the smaller text comes first, so that results repeat;
 * - "row number" counts the rows of the table from 0, in the order of the file.
 */
export type Measure =
  | { readonly kind: "summary"; readonly column: string }
  | { readonly kind: "textShapes"; readonly column: string }
  | { readonly kind: "distinct"; readonly columns: readonly string[] }
  | { readonly kind: "topValues"; readonly column: string; readonly limit: number }
  | { readonly kind: "variants"; readonly column: string; readonly limit: number }
  | {
      readonly kind: "quantiles";
      readonly column: string;
      readonly at: readonly number[];
      readonly exact: boolean;
    }
  | { readonly kind: "histogram"; readonly column: string; readonly edges: readonly number[] }
  | {
      readonly kind: "rowsWhere";
      readonly any: readonly Condition[];
      readonly order: Order | null;
      readonly limit: number;
    }
  | {
      readonly kind: "missingPatterns";
      readonly columns: readonly string[];
      readonly limit: number;
    }
  | { readonly kind: "duplicates"; readonly columns: readonly string[]; readonly limit: number }
  | {
      readonly kind: "timeSeries";
      readonly time: string;
      readonly grain: Grain;
      readonly sums: readonly string[];
    }
  | { readonly kind: "sample"; readonly columns: readonly string[]; readonly rows: number }
  | { readonly kind: "correlation"; readonly x: string; readonly y: string }
  | {
      readonly kind: "groups";
      readonly category: string;
      readonly value: string;
      readonly limit: number;
      readonly fewest: number;
    }
  | {
      readonly kind: "pareto";
      readonly category: string;
      readonly value: string | null;
      readonly limit: number;
    }
  | { readonly kind: "crosstab"; readonly a: string; readonly b: string; readonly limit: number }
  | {
      readonly kind: "identity";
      readonly left: string;
      readonly operation: IdentityOperation;
      readonly right: readonly string[];
    };

export type MeasureKind = Measure["kind"];
export type MeasureOf<K extends MeasureKind> = Extract<Measure, { readonly kind: K }>;

/** Periods begin at their first instant in the column's own clock (UTC for instants); weeks on Monday. */
export type Grain = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

/** copy: left = r0. product: left = r0 × r1. sum: left = r0 + r1. difference: left = r0 − r1. */
export type IdentityOperation = "copy" | "product" | "sum" | "difference";

export type Order = { readonly column: string; readonly descending: boolean };

/** A condition on one column. Comparisons are strict and false for missing values; `than` of times is canonical text. */
export type Condition =
  | { readonly is: "missing"; readonly column: string }
  | { readonly is: "below"; readonly column: string; readonly than: number }
  | { readonly is: "above"; readonly column: string; readonly than: number }
  | { readonly is: "before"; readonly column: string; readonly than: string }
  | { readonly is: "after"; readonly column: string; readonly than: string }
  | { readonly is: "equal"; readonly column: string; readonly to: string }
  /** Text that begins (`start`) or ends with `with`, white space around it left out; by code points. */
  | { readonly is: "affixed"; readonly column: string; readonly end: "start" | "end"; readonly with: string }
  | { readonly is: "shaped"; readonly column: string; readonly as: TextShape };

/** A number within one category; quantiles exact. */
export type Group = {
  readonly label: string;
  readonly n: number;
  readonly mean: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
};

/** Rows as examples: canonical text in the order of the table's columns. */
export type ExampleRows = readonly (readonly (string | null)[])[];

/** What each measure gives. */
export type MeasureValues = {
  /** One pass, no sorting: made for a first look at a file of any size. */
  readonly summary: {
    readonly present: number;
    /** Sketch (HyperLogLog): within a few percent. */
    readonly approxDistinct: number;
    /** In the order of the type; text by code points. Null when nothing is present. */
    readonly min: string | null;
    readonly max: string | null;
    /** Numeric columns only. `sd` divides by n − 1 (null below two values). In double precision. */
    readonly numeric: {
      readonly mean: number | null;
      readonly sd: number | null;
      readonly zeros: number;
      readonly negatives: number;
    } | null;
    /** Text columns only, in characters. */
    readonly text: { readonly minLength: number; readonly maxLength: number } | null;
  };
  /** Text columns. Rows by shape, with up to five of the most frequent values of each; `padded`: has surrounding white space. */
  readonly textShapes: {
    readonly rows: Readonly<Record<TextShape, number>>;
    readonly examples: Readonly<Record<TextShape, readonly string[]>>;
    readonly padded: number;
  };
  /** Rows in which all of the columns are present, and how many different tuples stand in them. */
  readonly distinct: { readonly complete: number; readonly distinct: number };
  /** Most frequent values first; `distinct` counts all values. */
  readonly topValues: {
    readonly distinct: number;
    readonly values: readonly { readonly value: string; readonly count: number }[];
  };
  /**
   * Text values that are the same but for white space around and inside, and for case: groups with at least two spellings, largest first
   * (rows outside its most frequent spelling). `key` is trim, runs of white space to one blank, lower case.
   */
  readonly variants: {
    readonly groups: number;
    /** Rows not in the most frequent spelling of their group, over all groups. */
    readonly rows: number;
    /** Spellings most frequent first, at most five of each group. */
    readonly examples: readonly {
      readonly key: string;
      readonly spellings: readonly { readonly value: string; readonly count: number }[];
    }[];
  };
  /** Linear interpolation between order statistics (R's type 7); with `exact: false` an engine may use a sketch. Empty when nothing is present. */
  readonly quantiles: readonly number[];
  /** `edges` rise; bin i holds edges[i] ≤ v < edges[i+1], the last one its upper edge too. */
  readonly histogram: {
    readonly below: number;
    readonly counts: readonly number[];
    readonly above: number;
  };
  /** Rows that meet any of the conditions: how many, and the first of them by `order` (ties and null: by row number; missing last). */
  readonly rowsWhere: { readonly total: number; readonly rows: ExampleRows };
  /** Which of the columns are missing together: rows by set of missing columns, the empty set left out; most rows first. */
  readonly missingPatterns: readonly {
    readonly missing: readonly string[];
    readonly rows: number;
  }[];
  /**
   * Rows alike in all of the columns (missing equals missing). `extra`: rows after the first of each group.
   * Examples: the largest groups, most rows first (ties: by first row number), each by its first row.
   */
  readonly duplicates: {
    readonly groups: number;
    readonly extra: number;
    readonly examples: readonly {
      readonly count: number;
      readonly row: readonly (string | null)[];
    }[];
  };
  /**
   * Rows and sums by period, in time, periods without rows left out. `time` is a date, a timestamp, or (grain year) an int that holds years.
   * `at`: ISO date of the period's beginning ("2024-03-01", for hours and minutes "2024-03-01T15:00"). `sums[i]`: of the i-th column, missing as nothing;
   * `present[i]`: rows of the period in which it is present, so that means can be told from sums.
   */
  readonly timeSeries: readonly {
    readonly at: string;
    readonly rows: number;
    readonly sums: readonly number[];
    readonly present: readonly number[];
  }[];
  /**
   * About `rows` rows (all, when there are no more), the same ones in every engine: row number i is in when
   * (i × 2654435761) mod 2^32 < ceil(rows / table rows × 2^32). In the order of the file. Numbers for numeric columns (NaN and infinities as null), canonical text else.
   */
  readonly sample: {
    readonly rows: number;
    readonly columns: readonly {
      readonly name: string;
      readonly values: readonly (number | string | null)[];
    }[];
  };
  /** Pearson's r and the least-squares line of y on x, over rows in which both are present; null when either does not vary. */
  readonly correlation: {
    readonly n: number;
    readonly r: number | null;
    readonly slope: number | null;
    readonly intercept: number | null;
  };
  /**
   * The value by category, over rows in which both are present: all groups counted, the `limit` largest by rows listed. Quantiles exact.
   * `lowest` and `highest` by median stand among the `compared` groups of at least `fewest` rows, listed or not; null when there are none.
   */
  readonly groups: {
    readonly count: number;
    readonly n: number;
    readonly compared: number;
    readonly lowest: Group | null;
    readonly highest: Group | null;
    /** Sums of squares over all groups, for an analysis of variance: η² = between / (between + within). */
    readonly between: number;
    readonly within: number;
    readonly groups: readonly Group[];
  };
  /**
   * How a total is spread over the categories (without `value`, rows are counted).
   * `total`: sum over the rows that have a category, `positive`: over those categories whose sum is above zero; `unlabelled`: the rows without one,
   * so that `total + unlabelled.sum` is the sum over all rows. `size`: sum over all rows of how far each amount is from zero.
   * `curve[i]`: sum of the largest ceil(categories × (i + 1) / 20) categories: twenty points, the last is `total`. Empty without categories.
   */
  readonly pareto: {
    readonly categories: number;
    readonly total: number;
    readonly positive: number;
    readonly size: number;
    readonly unlabelled: { readonly rows: number; readonly sum: number };
    readonly curve: readonly number[];
    readonly top: readonly {
      readonly label: string;
      readonly sum: number;
      readonly rows: number;
    }[];
  };
  /**
   * Counts by both categories over rows in which both are present; the `limit` most frequent of each are kept, other rows are in `others`.
   * counts[i][j]: as[i], bs[j]; totals[i]: all rows of as[i], whatever their b.
   */
  readonly crosstab: {
    readonly as: readonly string[];
    readonly bs: readonly string[];
    readonly counts: readonly (readonly number[])[];
    readonly totals: readonly number[];
    readonly others: number;
  };
  /**
   * Rows in which all of the columns are present, and how many of them obey. Numbers obey within half a unit of the left column's
   * last decimal and 1e-9 of its size (decimal scale; int 0; float: |left − right| ≤ 0.005 + 1e-9 × |left|); other types when equal.
   */
  readonly identity: { readonly complete: number; readonly obeys: number };
};

/** One answered measure. */
export type MeasureResult = {
  readonly [K in MeasureKind]: {
    readonly kind: K;
    readonly measure: MeasureOf<K>;
    readonly value: MeasureValues[K];
  };
}[MeasureKind];
