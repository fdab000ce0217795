export type CellPlace = { readonly row: number; readonly column: number };

/** Where a key leads from a cell: rows are counted from 0 over the whole file, so a step may lead off the page. Null: the key is not ours. */
export function moveCell(
  from: CellPlace,
  key: string,
  held: boolean,
  bounds: { readonly rows: number; readonly columns: number; readonly page: number },
): CellPlace | null {
  const { row, column } = from;
  const to = (nextRow: number, nextColumn: number): CellPlace => ({
    row: clamp(nextRow, bounds.rows),
    column: clamp(nextColumn, bounds.columns),
  });
  switch (key) {
    case "ArrowUp":
      return to(row - 1, column);
    case "ArrowDown":
      return to(row + 1, column);
    case "ArrowLeft":
      return to(row, column - 1);
    case "ArrowRight":
      return to(row, column + 1);
    case "PageUp":
      return to(row - bounds.page, column);
    case "PageDown":
      return to(row + bounds.page, column);
    case "Home":
      return held ? to(0, 0) : to(row, 0);
    case "End":
      return held ? to(bounds.rows - 1, bounds.columns - 1) : to(row, bounds.columns - 1);
    default:
      return null;
  }
}

function clamp(value: number, count: number): number {
  return Math.min(Math.max(value, 0), Math.max(0, count - 1));
}

/** A click on a header goes from unsorted to ascending to descending and back. */
export function nextSort(current: string | undefined, column: string): string | undefined {
  if (current === column) return `-${column}`;
  return current === `-${column}` ? undefined : column;
}
