import type { LogicalType } from "./logical-type.ts";

/** A logical type in one word: "int64", "decimal(12,2)", "timestamp", "timestamptz". `parseTypeName` reads it back. */
export function typeName(type: LogicalType): string {
  switch (type.kind) {
    case "int":
    case "float":
      return `${type.kind}${type.bits}`;
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "timestamp":
      return type.zone ? "timestamptz" : "timestamp";
    default:
      return type.kind;
  }
}

const plainTypes: Readonly<Record<string, LogicalType>> = {
  bool: { kind: "bool" },
  int8: { kind: "int", bits: 8 },
  int16: { kind: "int", bits: 16 },
  int32: { kind: "int", bits: 32 },
  int64: { kind: "int", bits: 64 },
  float32: { kind: "float", bits: 32 },
  float64: { kind: "float", bits: 64 },
  text: { kind: "text" },
  date: { kind: "date" },
  time: { kind: "time" },
  timestamp: { kind: "timestamp", zone: false },
  timestamptz: { kind: "timestamp", zone: true },
  binary: { kind: "binary" },
  json: { kind: "json" },
};

/** The type that a name stands for; null when it stands for none (decimals: precision 1 to 38, scale up to the precision). */
export function parseTypeName(name: string): LogicalType | null {
  const decimal = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(name);
  if (decimal !== null) {
    const precision = Number(decimal[1]);
    const scale = Number(decimal[2]);
    return precision >= 1 && precision <= 38 && scale <= precision ? { kind: "decimal", precision, scale } : null;
  }
  return Object.hasOwn(plainTypes, name) ? (plainTypes[name] ?? null) : null;
}
