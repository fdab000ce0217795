import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { Difference } from "@caudal/contract/resources/verification.ts";
import { difference } from "./check.ts";

/** What a profile says of a file in figures. */
export type Figures = Pick<ReceiptContent["left"], "rows" | "rejected" | "columns">;

const columnFigures = ["type", "missing", "distinct", "distinct_exact", "min", "max", "mean"] as const;

/** Counts of the whole, and each figure of each column. */
export function compareFigures(left: Figures, now: Figures): readonly Difference[] {
  const found: Difference[] = [];
  if (left.rows !== now.rows) found.push(difference("rows_count", { rows: left.rows, rows_now: now.rows }));
  if (left.rejected !== now.rejected)
    found.push(difference("rejected_count", { rejected: left.rejected, rejected_now: now.rejected }));
  const rest = new Map(now.columns.map((column) => [column.name, column]));
  for (const column of left.columns) {
    const other = rest.get(column.name);
    rest.delete(column.name);
    if (other === undefined) {
      found.push(difference("column_gone", { column: column.name }));
      continue;
    }
    for (const figure of columnFigures)
      if (!sameFigure(column[figure], other[figure]))
        found.push(
          difference("column_figure", { column: column.name, figure, from: column[figure], to: other[figure] }),
        );
  }
  for (const name of rest.keys()) found.push(difference("column_new", { column: name }));
  return found;
}

/** A mean is added up in whatever order the threads come: its last digits are not the file's. */
function sameFigure(one: string | number | boolean | null, other: string | number | boolean | null): boolean {
  if (typeof one !== "number" || typeof other !== "number") return one === other;
  return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
}
