import type { TableContents, TableDigest } from "@caudal/contract/resources/receipt.ts";
import type { Check, Difference, ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { checked, difference, skipped } from "./check.ts";

/** The copy of the rows that the run left, and the one that is there now. */
export function compareTable(left: TableDigest | null, now: ReceiptFacts["table"]): Check {
  if (left === null) return now === null ? skipped("table", "none") : checked("table", [difference("table_bytes")]);
  if (now === null) return checked("table", [difference("table_gone")]);
  // The same bytes are the same rows, whatever a newer engine would make of them.
  if (now.sha256 === left.sha256) return checked("table", []);
  if (now.contents === null) return checked("table", [difference("table_unreadable")]);
  return checked("table", [difference("table_bytes"), ...compareContents(left, now.contents)]);
}

/** Rows counted and added up, against the same of another copy: from a file read anew, it need not have the same bytes. */
export function compareContents(left: TableContents, now: TableContents): readonly Difference[] {
  const found: Difference[] = [];
  if (now.rows !== left.rows) found.push(difference("table_rows", { rows: left.rows, rows_now: now.rows }));
  const comparable = now.algorithm === left.algorithm;
  const columnsNow = new Map(now.columns.map((column) => [column.name, column]));
  for (const column of left.columns) {
    const other = columnsNow.get(column.name);
    columnsNow.delete(column.name);
    if (other === undefined) found.push(difference("column_gone", { column: column.name }));
    else if (other.present !== column.present)
      found.push(
        difference("column_present", { column: column.name, present: column.present, present_now: other.present }),
      );
    else if (comparable && other.checksum !== column.checksum)
      found.push(difference("column_checksum", { column: column.name }));
  }
  for (const name of columnsNow.keys()) found.push(difference("column_new", { column: name }));
  // Each column has its values, but they stand in other rows together.
  if (comparable && found.length === 0 && now.checksum !== left.checksum) found.push(difference("rows_checksum"));
  return found;
}
