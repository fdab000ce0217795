import type { LogicalType } from "@caudal/tables/logical-type.ts";

/** Numbers for numeric columns, booleans for bool, ISO text for times, text for all else; null is missing. */
export type ReferenceValue = number | string | boolean | null;
export type ReferenceColumn = {
  readonly name: string;
  readonly type: LogicalType;
  readonly values: readonly ReferenceValue[];
};
export type ReferenceTable = { readonly columns: readonly ReferenceColumn[]; readonly rows: number };

export const number = (name: string, values: readonly (number | null)[]): ReferenceColumn => ({
  name,
  type: { kind: "float", bits: 64 },
  values,
});
export const integer = (name: string, values: readonly (number | null)[]): ReferenceColumn => ({
  name,
  type: { kind: "int", bits: 64 },
  values,
});
export const text = (name: string, values: readonly (string | null)[]): ReferenceColumn => ({
  name,
  type: { kind: "text" },
  values,
});
export const date = (name: string, values: readonly (string | null)[]): ReferenceColumn => ({
  name,
  type: { kind: "date" },
  values,
});
export const timestamp = (name: string, values: readonly (string | null)[]): ReferenceColumn => ({
  name,
  type: { kind: "timestamp", zone: false },
  values,
});

export function tableOf(...columns: readonly ReferenceColumn[]): ReferenceTable {
  return { columns, rows: columns[0]?.values.length ?? 0 };
}

export function columnOf(table: ReferenceTable, name: string): ReferenceColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return column;
}

export function canonicalText(value: ReferenceValue): string | null {
  return value === null ? null : String(value);
}

/** Present numbers of a column, NaN and infinities left out. */
export function finite(column: ReferenceColumn): readonly number[] {
  return column.values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
}

/** As SQL does: binary, by code points. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function compareValues(a: ReferenceValue, b: ReferenceValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareText(String(a), String(b));
}

export function countBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** Most frequent first, ties by text. */
export function byCount(counts: ReadonlyMap<string, number>): { value: string; count: number }[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareText(a.value, b.value));
}
