import type { LogicalType } from "./logical-type.ts";

/** One column as a scan reads it. `name` is unique; `sourceName` is what the file calls it ("" when it has no name). */
export type ScanColumn = {
  readonly name: string;
  readonly sourceName: string;
  readonly type: LogicalType;
};

/**
 * How to read one prepared file as a table: a plain value that a source writes and an engine carries out.
 * The path is absolute and its text is UTF-8, uncompressed: a source that meets anything else writes a scratch copy first.
 */
export type Scan =
  | {
      readonly kind: "csv";
      readonly path: string;
      readonly delimiter: string;
      readonly quote: string;
      /** Lines before the first row of data: title rows and the header. */
      readonly skip: number;
      readonly columns: readonly ScanColumn[];
      readonly decimal: "." | ",";
      readonly thousands: "" | "." | "," | " " | "'";
      /** strptime pattern for date columns, e.g. "%d/%m/%Y"; null: ISO. */
      readonly dateFormat: string | null;
      readonly timestampFormat: string | null;
      /** Texts that mean "no value", besides the empty one. */
      readonly nulls: readonly string[];
      /** Number to add to a line of the scanned file to get the row that a person sees in the original. */
      readonly lineOffset: number;
    }
  | {
      readonly kind: "json";
      readonly path: string;
      readonly layout: "array" | "newline";
      readonly columns: readonly ScanColumn[];
      readonly dateFormat: string | null;
      readonly timestampFormat: string | null;
    }
  | { readonly kind: "parquet"; readonly path: string; readonly columns: readonly ScanColumn[] };

/** A row that could not be read: kept with its place and the reason. */
export type Reject = {
  readonly line: number;
  readonly column: string | null;
  readonly reason: "cast" | "missing_columns" | "too_many_columns" | "quote" | "line_too_long" | "encoding" | "other";
  readonly text: string;
};
