import { shapeOf } from "../src/text-shape.ts";
import type { Condition, Grain } from "../src/measure.ts";
import type { ReferenceMeasures } from "./reference-measures.ts";
import {
  canonicalText,
  columnOf,
  compareText,
  compareValues,
  countBy,
  type ReferenceTable,
} from "./reference-table.ts";

type OfRows = Pick<
  ReferenceMeasures,
  "distinct" | "rowsWhere" | "missingPatterns" | "duplicates" | "timeSeries" | "sample"
>;

/** Measures that look at whole rows. */
export const referenceRows: OfRows = {
  distinct(table, { columns }) {
    const keys = rowNumbers(table).map((row) => columns.map((name) => columnOf(table, name).values[row] ?? null));
    const complete = keys.filter((key) => !key.includes(null));
    return { complete: complete.length, distinct: new Set(complete.map((key) => JSON.stringify(key))).size };
  },
  rowsWhere(table, { any, order, limit }) {
    const found = rowNumbers(table).filter((row) => any.some((condition) => meets(table, row, condition)));
    if (order !== null) {
      const values = columnOf(table, order.column).values;
      found.sort((a, b) => {
        const [left, right] = [values[a] ?? null, values[b] ?? null];
        if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0) || a - b;
        return compareValues(left, right) * (order.descending ? -1 : 1) || a - b;
      });
    }
    return { total: found.length, rows: found.slice(0, limit).map((row) => rowOf(table, row)) };
  },
  missingPatterns(table, { columns, limit }) {
    const patterns = countBy(rowNumbers(table), (row) =>
      JSON.stringify(columns.filter((name) => (columnOf(table, name).values[row] ?? null) === null)),
    );
    return [...patterns]
      .map(([key, rows]) => ({ missing: JSON.parse(key) as string[], rows }))
      .filter(({ missing }) => missing.length > 0)
      .sort((a, b) => b.rows - a.rows || compareText(JSON.stringify(a.missing), JSON.stringify(b.missing)))
      .slice(0, limit);
  },
  duplicates(table, { columns, limit }) {
    const groups = Map.groupBy(rowNumbers(table), (row) =>
      JSON.stringify(columns.map((name) => columnOf(table, name).values[row] ?? null)),
    );
    const several = [...groups.values()]
      .filter((rows) => rows.length > 1)
      .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
    return {
      groups: several.length,
      extra: several.reduce((sum, rows) => sum + rows.length - 1, 0),
      examples: several.slice(0, limit).map((rows) => ({ count: rows.length, row: rowOf(table, rows[0] ?? 0) })),
    };
  },
  timeSeries(table, { time, grain, sums }) {
    const at = columnOf(table, time).values;
    const rows = rowNumbers(table).filter((row) => (at[row] ?? null) !== null);
    const periods = Map.groupBy(rows, (row) => startOfPeriod(String(at[row]), grain));
    return [...periods]
      .sort(([a], [b]) => compareText(a, b))
      .map(([start, inside]) => {
        const values = sums.map((name): number[] =>
          inside.flatMap((row) => {
            const value = columnOf(table, name).values[row];
            return typeof value === "number" && Number.isFinite(value) ? [value] : [];
          }),
        );
        return {
          at: start,
          rows: inside.length,
          sums: values.map((list) => list.reduce((sum, value) => sum + value, 0)),
          present: values.map((list) => list.length),
        };
      });
  },
  sample(table, { columns, rows }) {
    const threshold = Math.ceil((rows / table.rows) * 2 ** 32);
    const chosen = rowNumbers(table).filter(
      (row) => rows >= table.rows || Number((BigInt(row) * 2_654_435_761n) % 4_294_967_296n) < threshold,
    );
    return {
      rows: chosen.length,
      columns: columns.map((name) => {
        const { values } = columnOf(table, name);
        return {
          name,
          values: chosen.map((row) => {
            const value = values[row] ?? null;
            return typeof value === "number" ? (Number.isFinite(value) ? value : null) : canonicalText(value);
          }),
        };
      }),
    };
  },
};

export function rowNumbers(table: ReferenceTable): number[] {
  return Array.from({ length: table.rows }, (_, row) => row);
}

function rowOf(table: ReferenceTable, row: number): (string | null)[] {
  return table.columns.map(({ values }) => canonicalText(values[row] ?? null)?.slice(0, 200) ?? null);
}

function meets(table: ReferenceTable, row: number, condition: Condition): boolean {
  const value = columnOf(table, condition.column).values[row] ?? null;
  if (condition.is === "missing") return value === null;
  if (value === null) return false;
  switch (condition.is) {
    case "below":
      return Number(value) < condition.than;
    case "above":
      return Number(value) > condition.than;
    case "before":
      return String(value) < condition.than;
    case "after":
      return String(value) > condition.than;
    case "equal":
      return String(value) === condition.to;
    case "affixed": {
      const bare = String(value).trim();
      return condition.end === "start" ? bare.startsWith(condition.with) : bare.endsWith(condition.with);
    }
    case "shaped":
      return shapeOf(String(value)) === condition.as;
  }
}

/** `value` is an ISO date or timestamp, or a bare year. */
function startOfPeriod(value: string, grain: Grain): string {
  const year = value.slice(0, 4);
  switch (grain) {
    case "minute":
      return value.slice(0, 16).replace(" ", "T");
    case "hour":
      return `${value.slice(0, 13).replace(" ", "T")}:00`;
    case "day":
      return value.slice(0, 10);
    case "week": {
      const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
      day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
      return day.toISOString().slice(0, 10);
    }
    case "month":
      return `${value.slice(0, 7)}-01`;
    case "quarter":
      return `${year}-${String(Math.floor((Number(value.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    case "year":
      return `${year}-01-01`;
  }
}
