import { Fault } from "@caudal/base/fault.ts";
import type { ReadingReason } from "@caudal/contract/resources/reading.ts";
import { decideColumn, readHabits, type ColumnDecision } from "./decide-column.ts";
import { trimToSequences } from "./detect-encoding.ts";
import { detectDialect, type DialectDecision } from "./detect-dialect.ts";
import { detectHeader, withoutTail } from "./detect-header.ts";
import type { ReadingLimits } from "./limits.ts";
import { nameColumns, type NamedColumns } from "./name-columns.ts";
import { beginSight, observeCell, type ColumnSight } from "./observe-column.ts";
import { isBlankRow, parseDelimited } from "./parse-delimited.ts";
import { fewRows, type Samples } from "./read-samples.ts";
import { reason } from "./reason.ts";

/** All that is decided about a delimited text from its samples. */
export type TextStudy = {
  readonly dialect: DialectDecision;
  /** Index of the header row, -1 without one, and of the first row of data; blank rows count. */
  readonly header: number;
  readonly firstData: number;
  readonly width: number;
  readonly names: NamedColumns;
  readonly sights: readonly ColumnSight[];
  readonly decisions: readonly ColumnDecision[];
  /** Why the text cannot be scanned as it stands, whatever its types. */
  readonly copyCause: "stray_quotes" | "line_ends" | "short_rows" | "empty_columns" | null;
  /** Whether rows shorter than the header are filled up with empty cells. */
  readonly pad: boolean;
  readonly reasons: readonly ReadingReason[];
};

/**
 * Decides dialect, header and types of a UTF-8 text. Pure: looks at the samples only; null when too few whole rows
 * stand in them though the text goes on, and they are not the last to be had. Throws Faults for what holds no table.
 */
export function studyText(samples: Samples, bom: number, limits: ReadingLimits, last: boolean): TextStudy | null {
  const text = toText(samples.head.bytes.subarray(bom), false);
  if (text.trim() === "")
    throw new Fault(
      samples.whole ? "file_empty" : "file_no_table",
      samples.whole ? {} : { params: { reason: "blank" } },
    );
  if (!samples.whole && !/[\r\n]/.test(text)) return null;
  const dialect = detectDialect(text, samples.whole);
  const parsed = parseDelimited(text, dialect, { complete: samples.whole });
  const rows = parsed.rows;
  const found = detectHeader(rows.slice(0, 1000));
  const widest = found.width;
  if (widest > limits.maxColumns)
    throw new Fault("file_too_many_columns", { params: { columns: widest, limit: limits.maxColumns } });
  const headerRow = found.header === -1 ? null : (rows[found.header] ?? []);
  const data = rows.slice(found.firstData).filter((row) => !isBlankRow(row));
  // Many rows without one of data are blank ones: the header is all there is.
  if (data.length < (last ? 1 : fewRows) && !samples.whole && rows.length < 1000) return null;
  if (data.length === 0)
    throw new Fault("file_header_only", { params: { columns: withoutTail(headerRow ?? []).length } });
  const sights = Array.from({ length: widest }, beginSight);
  for (const row of data) observeRow(sights, row);
  for (const sample of samples.others)
    observeSample(sights, toText(sample.bytes, true), dialect, sample.offset + sample.bytes.length >= samples.size);
  const width = samples.whole ? usedWidth(headerRow, sights) : widest;
  const short = data.filter((row) => row.length < width).length;
  const pad = short > data.length * 0.5;
  const names = nameColumns(headerRow, width);
  const used = sights.slice(0, width);
  const habits = readHabits(used, dialect.delimiter);
  const decisions = used.map((sight, column) => decideColumn(sight, names.names[column]?.name ?? "", habits));
  const ends = lineEnds(text);
  const copyCause =
    parsed.findings.strayQuotes > 0
      ? "stray_quotes"
      : ends > 1
        ? "line_ends"
        : pad
          ? "short_rows"
          : width < widest
            ? "empty_columns"
            : null;
  const ragged = data.filter((row) => row.length !== widest && !pad).length;
  const reasons = [
    width === 1
      ? reason("delimiter", "delimiter_none", dialect.certainty)
      : reason("delimiter", "delimiter_consistent", dialect.certainty, {
          delimiter: delimiterName(dialect.delimiter),
          columns: width,
          share: Math.round(dialect.consistency * 100),
        }),
    found.header === -1
      ? reason("header", "header_none", found.certainty)
      : reason("header", found.titleRows > 0 ? "header_after_titles" : "header_first", found.certainty, {
          row: found.header + 1,
          titles: found.titleRows,
        }),
    ...(ragged > 0 ? [reason("rows", "rows_ragged", 0.7, { count: ragged, columns: width })] : []),
    ...explainMarks(decisions, habits.orderCertain),
  ];
  return {
    dialect,
    header: found.header,
    firstData: found.firstData,
    width,
    names,
    sights: used,
    decisions,
    copyCause,
    pad,
    reasons,
  };
}

function explainMarks(decisions: readonly ColumnDecision[], orderCertain: boolean): readonly ReadingReason[] {
  const figured = decisions.filter((decision) => decision.decimal !== null);
  const marks = new Set(figured.map((decision) => decision.decimal));
  const thousands = decisions.find((decision) => decision.thousands !== "");
  const dated = decisions.filter((decision) => decision.order !== null);
  const lowest = (of: readonly ColumnDecision[]): number => Math.min(...of.map((decision) => decision.certainty));
  const reasons: ReadingReason[] = [];
  if (figured.length > 0) {
    const key = marks.size > 1 ? "decimal_mixed" : marks.has(",") ? "decimal_comma" : "decimal_point";
    reasons.push(reason("decimal", key, lowest(figured), { columns: figured.length }));
  }
  if (thousands !== undefined)
    reasons.push(
      reason("thousands", "thousands_mark", thousands.certainty, {
        mark: thousands.thousands === " " ? "␣" : thousands.thousands,
      }),
    );
  const first = dated[0];
  if (first?.order !== undefined && first.order !== null) {
    const open = dated.every((decision) => decision.key === "types_dates_open") && !orderCertain;
    reasons.push(
      reason("dates", open ? "dates_order_assumed" : `dates_${first.order}`, lowest(dated), { order: first.order }),
    );
  }
  return reasons;
}

function observeRow(sights: readonly ColumnSight[], row: readonly string[]): void {
  for (const [column, sight] of sights.entries()) observeCell(sight, row[column] ?? "");
}

/** Rows from the middle of the file: from the first line end on, and only those with as many cells as the table has columns. */
function observeSample(sights: readonly ColumnSight[], text: string, dialect: DialectDecision, atEnd: boolean): void {
  const start = text.search(/[\r\n]/);
  if (start === -1) return;
  const { rows } = parseDelimited(text.slice(start + 1), dialect, { complete: atEnd });
  for (const row of rows) if (row.length === sights.length && !isBlankRow(row)) observeRow(sights, row);
}

/** Columns up to the last one that has a name or a value. */
function usedWidth(header: readonly string[] | null, sights: readonly ColumnSight[]): number {
  let width = sights.length;
  while (width > 1 && (header?.[width - 1] ?? "").trim() === "" && sights[width - 1]?.values === 0) width--;
  return width;
}

function lineEnds(text: string): number {
  const pairs = /\r\n/.test(text);
  const feeds = /(?:^|[^\r])\n/.test(text);
  const returns = /\r(?!\n|$)/.test(text);
  return Number(pairs) + Number(feeds) + Number(returns);
}

function toText(bytes: Uint8Array, cutStart: boolean): string {
  return Buffer.from(trimToSequences(bytes, cutStart)).toString("utf8");
}

function delimiterName(delimiter: string): string {
  return delimiter === "\t"
    ? "⇥"
    : delimiter < " "
      ? `U+${delimiter.charCodeAt(0).toString(16).padStart(4, "0")}`
      : delimiter;
}
