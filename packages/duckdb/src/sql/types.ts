import type { LogicalType } from "@caudal/tables/logical-type.ts";

/** The DuckDB type in which a logical type is read and written. */
export function duckdbTypeOf(type: LogicalType): string {
  switch (type.kind) {
    case "bool":
      return "BOOLEAN";
    case "int":
      return ({ 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" } as const)[type.bits];
    case "float":
      return type.bits === 32 ? "FLOAT" : "DOUBLE";
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "text":
      return "VARCHAR";
    case "date":
      return "DATE";
    case "time":
      return "TIME";
    case "timestamp":
      return type.zone ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
    case "binary":
      return "BLOB";
    case "json":
      return "JSON";
  }
}

const plainTypes: Readonly<Record<string, LogicalType>> = {
  BOOLEAN: { kind: "bool" },
  TINYINT: { kind: "int", bits: 8 },
  SMALLINT: { kind: "int", bits: 16 },
  INTEGER: { kind: "int", bits: 32 },
  BIGINT: { kind: "int", bits: 64 },
  UTINYINT: { kind: "int", bits: 16 },
  USMALLINT: { kind: "int", bits: 32 },
  UINTEGER: { kind: "int", bits: 64 },
  UBIGINT: { kind: "decimal", precision: 20, scale: 0 },
  HUGEINT: { kind: "decimal", precision: 38, scale: 0 },
  UHUGEINT: { kind: "decimal", precision: 38, scale: 0 },
  FLOAT: { kind: "float", bits: 32 },
  DOUBLE: { kind: "float", bits: 64 },
  DATE: { kind: "date" },
  TIME: { kind: "time" },
  TIME_NS: { kind: "time" },
  TIMESTAMP: { kind: "timestamp", zone: false },
  TIMESTAMP_S: { kind: "timestamp", zone: false },
  TIMESTAMP_MS: { kind: "timestamp", zone: false },
  TIMESTAMP_NS: { kind: "timestamp", zone: false },
  "TIMESTAMP WITH TIME ZONE": { kind: "timestamp", zone: true },
  BLOB: { kind: "binary" },
  GEOMETRY: { kind: "binary" },
  JSON: { kind: "json" },
  VARIANT: { kind: "json" },
};

/**
 * The logical type of a DuckDB type as `DESCRIBE` and `typeof` write it. Integers of 128 bits become decimal(38,0),
 * nanoseconds lose what is below a microsecond, nested values become JSON, and what has no type of ours
 * (UUID, ENUM, INTERVAL, BIT, TIME WITH TIME ZONE, …) becomes text.
 */
export function logicalTypeOf(duckdbType: string): LogicalType {
  if (/[[\]]$/.test(duckdbType) || /^(STRUCT|MAP|UNION)\(/.test(duckdbType)) return { kind: "json" };
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdbType);
  if (decimal !== null) return { kind: "decimal", precision: Number(decimal[1]), scale: Number(decimal[2]) };
  return plainTypes[duckdbType] ?? { kind: "text" };
}
