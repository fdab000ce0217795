/**
 * The types that a column can have anywhere in Caudal, whatever file, database or lake it comes from.
 * `decimal` is exact (at most 38 digits); `timestamp` is in microseconds, with a zone (an instant) or without (wall clock).
 */
export type LogicalType =
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64 }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "text" }
  | { readonly kind: "date" }
  | { readonly kind: "time" }
  | { readonly kind: "timestamp"; readonly zone: boolean }
  | { readonly kind: "binary" }
  | { readonly kind: "json" };

export type TypeKind = LogicalType["kind"];

export type Field = { readonly name: string; readonly type: LogicalType };

/** Names are unique within a schema, byte for byte. */
export type Schema = { readonly fields: readonly Field[] };

/** Whether values of this type are figures that can be added up. */
export function isNumeric(type: LogicalType): boolean {
  return type.kind === "int" || type.kind === "float" || type.kind === "decimal";
}

/** Whether values of this type are days or instants. */
export function isTemporal(type: LogicalType): boolean {
  return type.kind === "date" || type.kind === "timestamp";
}
