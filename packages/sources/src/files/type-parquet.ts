import type { LogicalType } from "@caudal/tables/logical-type.ts";
import type { LogicalField, SchemaField } from "./read-footer.ts";

/** The logical type of one top-level column; what is nested is JSON. Numbers are those of parquet.thrift. */
export function typeParquet(field: SchemaField): LogicalType {
  const repeated = 2;
  if (field.children > 0 || field.repetition === repeated) return { kind: "json" };
  return (
    (field.logical === null ? null : annotatedType(field.logical)) ?? convertedType(field) ?? physicalType(field.type)
  );
}

function annotatedType(logical: LogicalField): LogicalType | null {
  switch (logical.id) {
    case 1: // STRING
    case 4: // ENUM
    case 14: // UUID
      return { kind: "text" };
    case 5:
      return decimalType(logical.precision, logical.scale);
    case 6:
      return { kind: "date" };
    case 7:
      return { kind: "time" };
    case 8:
      return { kind: "timestamp", zone: logical.flag };
    case 10:
      return [8, 16, 32, 64].includes(logical.bits) ? integerType(logical.bits, logical.flag) : null;
    case 12:
      return { kind: "json" };
    default:
      return null;
  }
}

function convertedType(field: SchemaField): LogicalType | null {
  switch (field.converted) {
    case 0: // UTF8
    case 4: // ENUM
      return { kind: "text" };
    case 5:
      return decimalType(field.precision, field.scale);
    case 6:
      return { kind: "date" };
    case 7: // TIME_MILLIS
    case 8: // TIME_MICROS
      return { kind: "time" };
    case 9: // TIMESTAMP_MILLIS
    case 10: // TIMESTAMP_MICROS
      return { kind: "timestamp", zone: true };
    case 11: // UINT_8 and the three wider ones
    case 12:
    case 13:
    case 14:
      return integerType(2 ** (field.converted - 8), false);
    case 15: // INT_8 and the three wider ones
    case 16:
    case 17:
    case 18:
      return integerType(2 ** (field.converted - 12), true);
    case 19:
      return { kind: "json" };
    default:
      return null;
  }
}

function physicalType(type: number | null): LogicalType {
  switch (type) {
    case 0:
      return { kind: "bool" };
    case 1:
      return { kind: "int", bits: 32 };
    case 2:
      return { kind: "int", bits: 64 };
    case 3: // INT96, an instant of old writers
      return { kind: "timestamp", zone: false };
    case 4:
      return { kind: "float", bits: 32 };
    case 5:
      return { kind: "float", bits: 64 };
    default:
      return { kind: "binary" };
  }
}

/** More digits than 38 no engine of ours holds exactly; what is no decimal at all is read as it is stored. */
function decimalType(precision: number, scale: number): LogicalType | null {
  if (precision < 1 || scale < 0 || scale > precision) return null;
  return precision > 38 ? { kind: "float", bits: 64 } : { kind: "decimal", precision, scale };
}

/** Unsigned integers go into the next wider signed type; the widest into a decimal. */
function integerType(width: number, signed: boolean): LogicalType {
  const needed = signed ? width : width * 2;
  if (needed > 64) return { kind: "decimal", precision: 20, scale: 0 };
  return { kind: "int", bits: needed <= 8 ? 8 : needed <= 16 ? 16 : needed <= 32 ? 32 : 64 };
}
