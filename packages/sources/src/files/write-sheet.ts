import { closeSync, openSync, writeSync } from "node:fs";
import { Fault } from "@caudal/base/fault.ts";
import { csvCell } from "./copy-delimited.ts";
import { detectHeader } from "./detect-header.ts";
import { isNullText } from "./observe-column.ts";
import type { ReadingLimits } from "./limits.ts";
import type { SheetRow, Sheets } from "./read-sheets.ts";
import { beginSheetSight, isBlankCell, observeSheetCell, sheetText, type SheetSight } from "./sheet-cell.ts";

/** Where the table of a sheet stands: rows and columns counted from 0. */
export type SheetFrame = {
  readonly header: number;
  readonly firstData: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly names: readonly string[] | null;
  readonly certainty: number;
  readonly titleRows: number;
};

const rowsPeekedAt = 200;
const flushAt = 1024 * 1024;

/** Looks at the first rows of a sheet that hold anything; null when none does, `rows` 0 when there is a header alone. */
export async function frameSheet(
  sheets: Sheets,
  sheet: number,
  limits: ReadingLimits,
): Promise<{ readonly frame: SheetFrame; readonly dataRows: number } | null> {
  const found: SheetRow[] = [];
  for await (const row of sheets.rows(sheet)) {
    if (row.values.every(isBlankCell)) continue;
    found.push(row);
    if (found.length >= rowsPeekedAt) break;
  }
  if (found.length === 0) return null;
  const firsts = found.map((row) => row.values.findIndex((cell) => !isBlankCell(cell)));
  const firstColumn = Math.min(...firsts);
  const texts = found.map((row) => row.values.slice(firstColumn).map(sheetText));
  const head = detectHeader(texts);
  const lastColumn =
    firstColumn +
    Math.max(...texts.slice(Math.max(0, head.header === -1 ? head.firstData : head.header)).map(usedLength)) -
    1;
  checkColumns(lastColumn - firstColumn + 1, limits);
  const names = head.header === -1 ? null : (texts[head.header] ?? []);
  const firstData = found[head.firstData]?.index ?? (found.at(-1)?.index ?? 0) + 1;
  const header = head.header === -1 ? -1 : (found[head.header]?.index ?? -1);
  return {
    frame: { header, firstData, firstColumn, lastColumn, names, certainty: head.certainty, titleRows: head.titleRows },
    dataRows: found.length - head.firstData,
  };
}

export type WrittenSheet = {
  readonly sights: readonly SheetSight[];
  readonly rows: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
};

/**
 * Writes the data rows of a sheet as canonical CSV, one line for each row from the first to the last that holds anything; rows between them
 * that hold nothing are blank lines, so that a line tells its row. `emptied`: columns whose texts for "no value" are written as nothing.
 * Answers with wider columns than asked when rows further down have cells beyond: the caller writes again.
 */
export async function writeSheet(
  sheets: Sheets,
  sheet: number,
  frame: SheetFrame,
  target: string,
  limits: ReadingLimits,
  emptied: ReadonlySet<number>,
  onRow: (row: number) => void,
): Promise<WrittenSheet> {
  const width = frame.lastColumn - frame.firstColumn + 1;
  const sights = Array.from({ length: width }, beginSheetSight);
  let firstColumn = frame.firstColumn;
  let lastColumn = frame.lastColumn;
  let next = frame.firstData;
  let rows = 0;
  let pending = "";
  const file = openSync(target, "w");
  try {
    for await (const row of sheets.rows(sheet)) {
      if (row.index < frame.firstData || row.values.every(isBlankCell)) continue;
      const cells: string[] = [];
      for (const [column, value] of row.values.entries()) {
        if (column < frame.firstColumn || column > frame.lastColumn) {
          if (!isBlankCell(value)) {
            firstColumn = Math.min(firstColumn, column);
            lastColumn = Math.max(lastColumn, column);
          }
          continue;
        }
        const at = column - frame.firstColumn;
        const text = sheetText(value);
        if (text.length > limits.maxCellLength)
          throw new Fault("file_no_table", {
            params: { reason: "line_too_long", length: text.length, limit: limits.maxCellLength },
          });
        const sight = sights[at];
        if (sight !== undefined) observeSheetCell(sight, value, text);
        cells.push(
          emptied.has(at) && isNullText(text.trim())
            ? ""
            : typeof value === "string" && text !== ""
              ? quoteText(text)
              : csvCell(text),
        );
      }
      while (cells.length < width) cells.push("");
      if (width > 1) for (; next < row.index; next++) pending += "\n";
      next = row.index + 1;
      rows++;
      pending += `${cells.join(",")}\n`;
      if (pending.length > flushAt) {
        writeSync(file, pending);
        pending = "";
      }
      if (rows % 5000 === 0) onRow(row.index);
    }
    writeSync(file, pending);
  } finally {
    closeSync(file);
  }
  checkColumns(lastColumn - firstColumn + 1, limits);
  return { sights, rows, firstColumn, lastColumn };
}

function quoteText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function usedLength(row: readonly string[]): number {
  return row.findLastIndex((cell) => cell.trim() !== "") + 1;
}

function checkColumns(columns: number, limits: ReadingLimits): void {
  if (columns > limits.maxColumns)
    throw new Fault("file_too_many_columns", { params: { columns, limit: limits.maxColumns } });
}
