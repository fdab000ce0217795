import { z } from "zod";

export const FileFormat = z.enum(["csv", "tsv", "excel", "json", "ndjson", "parquet"]);
export type FileFormat = z.infer<typeof FileFormat>;

/** Why a detector chose what it chose: a key of the catalogue (`contract/reading/`) with the figures it saw. */
export const ReadingReason = z.object({
  about: z.enum([
    "format",
    "compression",
    "encoding",
    "delimiter",
    "quote",
    "header",
    "decimal",
    "thousands",
    "dates",
    "sheet",
    "types",
    "rows",
  ]),
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** 0 to 1; below 0.8 the page shows it as a doubt. */
  certainty: z.number().min(0).max(1),
});
export type ReadingReason = z.infer<typeof ReadingReason>;

/** How a file was read. Null where a question does not arise (a Parquet file has no delimiter). */
export const FileReading = z.object({
  format: FileFormat,
  compression: z.enum(["none", "gzip"]),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  quote: z.string().nullable(),
  /** 1-based row of the header as a person counts rows; 0 when the file has none and columns were named for it. */
  header_row: z.number().int().nullable(),
  decimal: z.enum([".", ","]).nullable(),
  thousands: z.string().nullable(),
  /** Order of day, month and year in dates that are written with figures. */
  date_order: z.enum(["ymd", "dmy", "mdy"]).nullable(),
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  reasons: z.array(ReadingReason),
});
export type FileReading = z.infer<typeof FileReading>;

/** A logical type in one word for people and programs: "decimal(12,2)", "timestamp", "text". */
export const TypeName = z.string();

/** One column as profiled. Counts are exact; `distinct` is exact where `distinct_exact`. Minimum and maximum are canonical text. */
export const ColumnProfile = z.object({
  name: z.string(),
  source_name: z.string(),
  type: TypeName,
  missing: z.number().int(),
  distinct: z.number().int(),
  distinct_exact: z.boolean(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  mean: z.number().nullable(),
  /** Most frequent values with their counts, at most ten. */
  top: z.array(z.object({ value: z.string(), count: z.number().int() })),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;
