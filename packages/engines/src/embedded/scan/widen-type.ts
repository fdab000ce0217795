import type { LogicalType } from "@caudal/tables/logical-type.ts";

/** What is known of the texts that a column's type refused. Digits are those of plain numbers. */
export type RefusedTexts = {
  readonly texts: number;
  readonly refused: number;
  /** Plain numbers: sign, digits, at most one decimal mark. */
  readonly plainNumbers: number;
  /** Whatever double precision takes, exponents and the like included. */
  readonly numbers: number;
  readonly integerDigits: number;
  readonly decimals: number;
  readonly timestamps: number;
};

/** Above this share of a column's values, refused ones are no slips: the sample's type was wrong. */
const tolerated = 0.01;
/** … but a handful in a short file are slips still, unless they are half of all. */
const toleratedAnyway = 10;

const digitsOfInt = { 8: 3, 16: 5, 32: 10, 64: 19 } as const;
const maxDigits = 38;

/**
 * The type that a column should have had, given what it refused; its own when the refused values are slips of single rows.
 * A type that is wide enough for every value is always taken: no row is refused for being more exact than the sample was.
 */
export function widenType(type: LogicalType, refused: RefusedTexts): LogicalType {
  const wider = widerType(type, refused);
  if (wider !== null) return wider;
  const wrong =
    (refused.refused > toleratedAnyway && refused.refused > refused.texts * tolerated) ||
    refused.refused * 2 >= refused.texts;
  return wrong ? { kind: "text" } : type;
}

/** A type for the refused values that are sound; what it then still refuses is looked at again. Null: none of them is. */
function widerType(type: LogicalType, refused: RefusedTexts): LogicalType | null {
  if (type.kind === "date") {
    return refused.timestamps === refused.refused ? { kind: "timestamp", zone: false } : null;
  }
  if (type.kind !== "int" && type.kind !== "decimal") return null;
  if (refused.plainNumbers === 0) return refused.numbers > 0 ? { kind: "float", bits: 64 } : null;
  const integerDigits = type.kind === "int" ? digitsOfInt[type.bits] : type.precision - type.scale;
  const digits = Math.max(integerDigits, refused.integerDigits, 1);
  const scale = Math.max(type.kind === "decimal" ? type.scale : 0, refused.decimals);
  if (type.kind === "int" && scale === 0 && type.bits < 64 && digits < digitsOfInt[64])
    return { kind: "int", bits: 64 };
  return digits + scale <= maxDigits
    ? { kind: "decimal", precision: digits + scale, scale }
    : { kind: "float", bits: 64 };
}
