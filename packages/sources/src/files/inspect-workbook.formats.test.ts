import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeWith, requireComponent } from "@caudal/test/support/components.ts";
import { preparePython } from "@caudal/test/support/python.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openScanReader, typeWord, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";

const run = promisify(execFile);
const packages = ["xlwt==1.3.0", "odfpy==1.4.1"];
let python = "";
const writers = await requireComponent(
  "Python 3 with xlwt and odfpy",
  async () => {
    python = await preparePython(packages);
  },
  "install Python 3 with venv; the packages come by themselves",
);

/** The same table as an old Excel and as LibreOffice write it, each by a program that is not ours. */
const script = `
import sys, datetime
rows = [["producto", "piezas", "precio", "fecha"], ["Café", 3, 12.5, datetime.date(2024, 3, 1)], ["Té ñandú", -2, 1234.25, datetime.date(2024, 12, 31)]]
if sys.argv[1] == "xls":
    import xlwt
    book = xlwt.Workbook(); sheet = book.add_sheet("Ventas"); day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value, day) if isinstance(value, datetime.date) else sheet.write(r, c, value)
    book.save(sys.argv[2])
else:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableRow, TableCell
    from odf.text import P
    book = OpenDocumentSpreadsheet(); sheet = Table(name="Ventas")
    for row in rows:
        line = TableRow()
        for value in row:
            if isinstance(value, datetime.date): cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, str): cell = TableCell(valuetype="string")
            else: cell = TableCell(valuetype="float", value=str(value))
            cell.addElement(P(text=str(value))); line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet); book.save(sys.argv[2])
`;

describeWith(writers, "workbooks that are not xlsx", () => {
  let bench: Workbench;
  let engine: ScanReader;
  beforeAll(async () => {
    bench = await openWorkbench();
    engine = await openScanReader();
  });
  afterAll(async () => {
    engine.close();
    await bench.remove();
  });

  it.each(["xls", "ods"])("%s: its cells and their types", async (extension) => {
    const path = join(bench.folder, `ventas.${extension}`);
    await run(python, ["-c", script, extension, path]);
    const found = await bench.inspect(`ventas.${extension}`, await readFile(path));
    expect(found.reading).toMatchObject({ format: "excel", sheet: "Ventas", sheets: ["Ventas"] });
    expect(found.scan.columns.map((column) => typeWord(column.type))).toEqual(["text", "int", "decimal(18,2)", "date"]);
    expect((await engine.read(found.scan)).map((row) => [row[0], row[1], Number(row[2]), row[3]])).toEqual([
      ["Café", "3", 12.5, "2024-03-01"],
      ["Té ñandú", "-2", 1234.25, "2024-12-31"],
    ]);
    await found.cleanup();
  });
});
