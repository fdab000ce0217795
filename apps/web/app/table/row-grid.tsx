import { ArrowDown, ArrowUp, LoaderCircle } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { SortedRows } from "../api/queries.ts";
import { typeWord } from "../pages/file/type-word.ts";
import { useSpeech } from "../i18n/speech.ts";
import type { Format } from "../i18n/format.ts";
import { moveCell, nextSort } from "./move-cell.ts";
import type { CellPlace } from "./move-cell.ts";
import { isNumericType } from "./simple-table.tsx";
import { writeCell } from "./write-cell.ts";

type RowGridProps = {
  readonly label: string;
  readonly page: SortedRows;
  readonly loading: boolean;
  readonly total: number;
  /** Row to bring into view and mark, from 0 in the whole file. */
  readonly target: number | null;
  /** The order that was asked for: the page's own, unless its rows are still on their way. */
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
  /** A key led to a row of another page. */
  readonly onTurn: (row: number) => void;
  readonly f: Format;
};

/** One page of raw rows, as a grid: one cell is in the tab order, the arrow keys move it. */
export function RowGrid({ label, page, loading, total, target, sort, onSort, onTurn, f }: RowGridProps) {
  const { w } = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<CellPlace>({ row: page.offset, column: 0 });
  const focusNext = useRef(false);
  const inPage = place.row >= page.offset && place.row < page.offset + page.rows.length;
  const active = inPage ? place : { row: page.offset, column: place.column };

  useEffect(() => {
    const row = target === null ? page.offset : target;
    box.current
      ?.querySelector(`[data-row="${row}"]`)
      ?.scrollIntoView({ block: target === null ? "nearest" : "center" });
  }, [target, page.offset]);

  useEffect(() => {
    if (!focusNext.current || !inPage) return;
    focusNext.current = false;
    box.current?.querySelector<HTMLElement>(`[data-row="${active.row}"] [data-column="${active.column}"]`)?.focus();
  });

  const onKey = (event: KeyboardEvent) => {
    const next = moveCell(active, event.key, event.ctrlKey || event.metaKey, {
      rows: total,
      columns: page.columns.length,
      page: page.rows.length,
    });
    if (next === null) return;
    event.preventDefault();
    focusNext.current = true;
    setPlace(next);
    if (next.row < page.offset || next.row >= page.offset + page.rows.length) onTurn(next.row);
  };

  return (
    <div
      ref={box}
      className={`max-h-[68dvh] overflow-auto rounded border border-n2 bg-surface transition-opacity ${loading ? "opacity-60" : ""}`}
    >
      <table
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={page.columns.length + 1}
        aria-busy={loading}
        onKeyDown={onKey}
        className="min-w-full border-separate border-spacing-0"
      >
        <thead>
          <tr aria-rowindex={1}>
            <th
              scope="col"
              className="sticky top-0 left-0 z-3 border-r border-b border-n2 bg-n1 px-3 text-right align-bottom text-sm font-normal text-n4"
            >
              <span className="block py-2">{w.file.rows.number}</span>
            </th>
            {page.columns.map((column) => {
              const state = orderOf(page.sort, column.name);
              const coming = loading && sort !== page.sort && orderOf(sort, column.name) !== "none";
              const right = isNumericType(column.type);
              return (
                <th
                  key={column.name}
                  scope="col"
                  aria-sort={state}
                  className="sticky top-0 z-2 border-b border-n2 bg-n1 p-0 font-normal"
                >
                  <button
                    type="button"
                    tabIndex={-1}
                    title={w.file.rows.sort(column.name)}
                    onClick={() => onSort(nextSort(sort, column.name))}
                    className={`flex w-full flex-col px-3 py-1.5 whitespace-nowrap hover:bg-n2 ${right ? "items-end" : "items-start"}`}
                  >
                    <span className="flex items-center gap-1 font-medium">
                      {column.name}
                      {coming ? (
                        <LoaderCircle size={13} aria-hidden className="animate-spin text-n4" />
                      ) : state === "ascending" ? (
                        <ArrowUp size={13} aria-hidden className="text-accent" />
                      ) : state === "descending" ? (
                        <ArrowDown size={13} aria-hidden className="text-accent" />
                      ) : null}
                    </span>
                    <span className="text-xs text-n4">{typeWord(column.type, w)}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {page.rows.map((cells, line) => {
            const row = page.offset + line;
            return (
              <tr
                key={row}
                data-row={row}
                aria-rowindex={row + 2}
                className={row === target ? "bg-accent-soft" : "hover:bg-n1"}
              >
                <th
                  scope="row"
                  className="num sticky left-0 z-1 border-r border-n2 bg-surface px-3 py-1 text-right text-sm font-normal text-n4"
                >
                  {f.number(page.numbers[line] ?? row + 1)}
                </th>
                {page.columns.map((column, index) => {
                  const cell = cells[index] ?? null;
                  return (
                    <td
                      key={column.name}
                      data-column={index}
                      tabIndex={row === active.row && index === active.column ? 0 : -1}
                      onFocus={() => setPlace({ row, column: index })}
                      title={cell !== null && cell.length > 40 ? cell : undefined}
                      className={`num max-w-96 truncate px-3 py-1 -outline-offset-2 ${isNumericType(column.type) ? "text-right" : ""}`}
                    >
                      {cell === null ? (
                        <span className="text-sm text-n4">{w.file.rows.empty}</span>
                      ) : (
                        writeCell(cell, column.type, f, column.name)
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function orderOf(sort: string | undefined, column: string): "ascending" | "descending" | "none" {
  return sort === column ? "ascending" : sort === `-${column}` ? "descending" : "none";
}
