import { useSpeech } from "../i18n/speech.ts";
import { isFigure, writeCell } from "./write-cell.ts";

export type TableColumn = {
  readonly name: string;
  /** Logical type; without it figures are told by their look. */ readonly type?: string;
};
type Cell = string | number | boolean | null;

/** A small table that scrolls inside itself; columns of figures stand right, in tabular figures. */
export function SimpleTable({
  label,
  columns,
  rows,
  tall = false,
}: {
  readonly label: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly tall?: boolean;
}) {
  const { w, f } = useSpeech();
  const right = columns.map((column, index) =>
    column.type === undefined
      ? rows.some((row) => row[index] !== null) && rows.every((row) => isFigure(row[index] ?? null))
      : isNumericType(column.type),
  );
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={`overflow-auto rounded border border-n2 bg-surface ${tall ? "max-h-96" : "max-h-72"}`}
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={column.name}
                scope="col"
                className={`sticky top-0 border-b border-n2 bg-n1 px-3 py-1.5 font-medium whitespace-nowrap ${right[index] === true ? "text-right" : "text-left"}`}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {columns.map((column, index) => (
                <td
                  key={column.name}
                  className={`num max-w-80 truncate px-3 py-1.5 ${right[index] === true ? "text-right" : ""} ${line > 0 ? "border-t border-n2" : ""}`}
                >
                  {row[index] === null || row[index] === undefined ? (
                    <span className="text-n4">{w.file.rows.empty}</span>
                  ) : (
                    writeCell(row[index], column.type, f, column.name)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function isNumericType(type: string): boolean {
  return /^(u?int|float|double|decimal)/.test(type);
}
