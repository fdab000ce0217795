import { readFile, stat } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import { checkArchive } from "./check-archive.ts";
import type { ReadingLimits } from "./limits.ts";
import { openSheets, type Sheets } from "./read-sheets.ts";
import { decideSheetColumn, type SheetDecision, type SheetSight } from "./sheet-cell.ts";
import { frameSheet, writeSheet, type SheetFrame } from "./write-sheet.ts";

export type WorkbookTask = { readonly path: string; readonly target: string; readonly limits: ReadingLimits };

export type ConvertedWorkbook = {
  readonly sheets: readonly string[];
  readonly sheet: string;
  readonly frame: SheetFrame;
  readonly sights: readonly SheetSight[];
  readonly decisions: readonly SheetDecision[];
  readonly rows: number;
};

/** Reads the first sheet with a table and writes it to `target` as canonical CSV. */
export async function convertWorkbook(
  task: WorkbookTask,
  onProgress: (fraction: number) => void,
): Promise<ConvertedWorkbook> {
  const { limits } = task;
  const { size } = await stat(task.path);
  if (size > limits.maxWorkbookBytes)
    throw new Fault("file_unpacks_too_large", { params: { limit: limits.maxWorkbookBytes } });
  const bytes = await readFile(task.path);
  const zipped = bytes.toString("latin1", 0, 4) === "PK\x03\x04";
  const checked = zipped ? await checkArchive(bytes, limits) : { unpacked: size, rows: new Map<string, number>() };
  const streamed = zipped && bytes.includes("xl/workbook.xml");
  if (!streamed && checked.unpacked > limits.maxWholeWorkbookBytes)
    throw new Fault("file_unpacks_too_large", { params: { limit: limits.maxWholeWorkbookBytes } });
  onProgress(0.2);
  const sheets = await openSheets(bytes, streamed);
  const chosen = await chooseSheet(sheets, limits);
  const declared = Math.max(1, ...checked.rows.values());
  const onRow = (row: number): void => onProgress(0.2 + 0.8 * Math.min(1, row / declared));
  const { written, frame } = await writeWhole(sheets, chosen.sheet, chosen.frame, task, onRow);
  return {
    sheets: sheets.infos.map((info) => info.name),
    sheet: sheets.infos[chosen.sheet]?.name ?? "",
    frame,
    sights: written.sights,
    decisions: written.sights.map(decideSheetColumn),
    rows: written.rows,
  };
}

/** The first visible sheet with two columns and a row of data; else the first with any data at all. */
async function chooseSheet(
  sheets: Sheets,
  limits: ReadingLimits,
): Promise<{ readonly sheet: number; readonly frame: SheetFrame }> {
  let narrow: { sheet: number; frame: SheetFrame } | null = null;
  let headerColumns = 0;
  const order = sheets.infos
    .map((info, sheet) => ({ ...info, sheet }))
    .toSorted((a, b) => Number(a.hidden) - Number(b.hidden) || a.sheet - b.sheet);
  for (const { sheet } of order) {
    const found = await frameSheet(sheets, sheet, limits);
    if (found === null) continue;
    const columns = found.frame.lastColumn - found.frame.firstColumn + 1;
    if (found.dataRows <= 0) headerColumns = Math.max(headerColumns, columns);
    else if (columns > 1) return { sheet, frame: found.frame };
    else narrow ??= { sheet, frame: found.frame };
  }
  if (narrow !== null) return narrow;
  throw headerColumns > 0
    ? new Fault("file_header_only", { params: { columns: headerColumns } })
    : new Fault("file_no_table", { params: { reason: "empty_sheets" } });
}

/** Writes until nothing stands outside the columns written and no column of figures or dates holds a text for "no value". */
async function writeWhole(
  sheets: Sheets,
  sheet: number,
  first: SheetFrame,
  task: WorkbookTask,
  onRow: (row: number) => void,
) {
  let frame = first;
  let written = await writeSheet(sheets, sheet, frame, task.target, task.limits, new Set(), onRow);
  if (written.firstColumn !== frame.firstColumn || written.lastColumn !== frame.lastColumn) {
    const shift = frame.firstColumn - written.firstColumn;
    const names = frame.names === null ? null : [...Array.from({ length: shift }, () => ""), ...frame.names];
    frame = { ...frame, firstColumn: written.firstColumn, lastColumn: written.lastColumn, names };
    written = await writeSheet(sheets, sheet, frame, task.target, task.limits, new Set(), onRow);
  }
  const emptied = new Set(
    written.sights.flatMap((sight, column) =>
      sight.nulls.size > 0 && decideSheetColumn(sight).type.kind !== "text" ? [column] : [],
    ),
  );
  if (emptied.size > 0) written = await writeSheet(sheets, sheet, frame, task.target, task.limits, emptied, onRow);
  return { written, frame };
}
