import { EncryptedFileError, read } from "hucre";
import { readXlsx, streamXlsxRows } from "hucre/xlsx";
import { Fault, toFault } from "@caudal/base/fault.ts";

/** The only file that knows the spreadsheet library. */

export type SheetCell = string | number | boolean | Date | null;
/** `index` counts the rows of the sheet from 0, empty ones included. */
export type SheetRow = { readonly index: number; readonly values: readonly SheetCell[] };
export type SheetInfo = { readonly name: string; readonly hidden: boolean };
export type Sheets = {
  readonly infos: readonly SheetInfo[];
  /** Rows that the sheet declares, from the first on; may be read more than once. */
  readonly rows: (sheet: number) => AsyncIterable<SheetRow>;
};

/** Opens a workbook in memory: xlsx is streamed sheet by sheet, the others (xls, xlsb, ods) are read whole. */
export async function openSheets(bytes: Uint8Array, streamed: boolean): Promise<Sheets> {
  try {
    return streamed ? await openStreamed(bytes) : await openWhole(bytes);
  } catch (thrown) {
    throw sheetFault(thrown);
  }
}

async function openStreamed(bytes: Uint8Array): Promise<Sheets> {
  const infos: SheetInfo[] = [];
  await readXlsx(bytes, {
    sheets: (info) => {
      infos.push({ name: info.name, hidden: info.hidden === true || info.veryHidden === true });
      return false;
    },
  });
  return { infos, rows: (sheet) => guarded(streamXlsxRows(bytes, { sheet })) };
}

async function openWhole(bytes: Uint8Array): Promise<Sheets> {
  const workbook = await read(bytes);
  const infos = workbook.sheets.map((sheet) => ({ name: sheet.name, hidden: sheet.hidden === true }));
  async function* rows(sheet: number): AsyncGenerator<SheetRow> {
    for (const [index, values] of (workbook.sheets[sheet]?.rows ?? []).entries()) yield { index, values };
  }
  return { infos, rows };
}

async function* guarded(rows: AsyncIterable<SheetRow>): AsyncGenerator<SheetRow> {
  try {
    yield* rows;
  } catch (thrown) {
    throw sheetFault(thrown);
  }
}

function sheetFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  if (thrown instanceof EncryptedFileError) return new Fault("file_encrypted", { cause: thrown });
  if (thrown instanceof RangeError) return toFault(thrown);
  return new Fault("file_damaged", { params: { format: "excel" }, cause: thrown });
}
