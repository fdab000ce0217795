import type { LogicalType } from "@caudal/tables/logical-type.ts";
import type { ColumnSight } from "./observe-column.ts";
import type { DateOrder } from "./read-moment.ts";

/** What is taken for granted where a column alone leaves it open. */
export type FileHabits = {
  readonly decimal: "." | ",";
  readonly decimalCertain: boolean;
  readonly order: "dmy" | "mdy";
  readonly orderCertain: boolean;
};

export type TypeKey =
  | "types_text"
  | "types_empty"
  | "types_code_zeros"
  | "types_code_plus"
  | "types_code_long"
  | "types_phone"
  | "types_mixed"
  | "types_exceptions"
  | "types_figures_conflict"
  | "types_figures_open"
  | "types_dates_conflict"
  | "types_dates_open"
  | "types_zones_conflict"
  | "types_float"
  | "types_percent"
  | "types_clear";

export type ColumnDecision = {
  readonly type: LogicalType;
  readonly key: TypeKey;
  readonly certainty: number;
  /** The decimal mark of this column's figures; null when none of them has one. */
  readonly decimal: "." | "," | null;
  readonly thousands: string;
  readonly order: DateOrder | null;
  /** Cells seen that the type cannot hold. */
  readonly exceptions: number;
  readonly example: string;
};

/** Cells that may contradict a column's type and be set aside as rejects, as a share of its values. */
const toleratedShare = 0.01;
const phoneName = /tel[eé]?f|^tel\b|phone|celular|m[oó]vil|whatsapp/i;

/** Chooses a column's type from what was seen in it. Where it is unsure it says so and stays with text. */
export function decideColumn(sight: ColumnSight, name: string, habits: FileHabits): ColumnDecision {
  const nulls = [...sight.nulls.values()].reduce((sum, times) => sum + times, 0);
  const values = sight.values - nulls;
  if (values === 0) return text(sight.values === 0 ? "types_empty" : "types_text", 1, sight);
  const moments = sight.dates + sight.timestamps + sight.times;
  if (enough(sight.bools, values, sight)) return typed({ kind: "bool" }, values - sight.bools, sight);
  if (enough(sight.figures, values, sight)) return decideFigures(sight, name, habits, values);
  if (enough(moments, values, sight)) return decideMoments(sight, habits, values);
  const mixed = sight.figures + moments > values * 0.5;
  return text(mixed ? "types_mixed" : "types_text", mixed ? 0.7 : 1, sight);
}

/** All of them; or nearly all, when the few others are words without a digit ("pendiente"), which no code would be. */
function enough(fitting: number, values: number, sight: ColumnSight): boolean {
  if (fitting === values) return true;
  const others = values - fitting;
  return others <= values * toleratedShare && sight.wordsWithDigits === 0 && sight.words === others;
}

function decideFigures(sight: ColumnSight, name: string, habits: FileHabits, values: number): ColumnDecision {
  const points = sight.decimalPoints;
  const commas = sight.decimalCommas;
  const amounts =
    sight.withFraction + sight.thousands.size + sight.openPoints + sight.openCommas + sight.dressed + sight.exponents >
    0;
  if (!amounts) {
    if (sight.longDigits > 0) return text("types_code_long", 1, sight);
    if (sight.leadingZeros > 0) return text("types_code_zeros", 0.95, sight);
    if (sight.plusSigns > 0) return text("types_code_plus", 0.95, sight);
    if (sight.maxInteger >= 7 && phoneName.test(name)) return text("types_phone", 0.9, sight);
    return typed({ kind: "int", bits: 64 }, values - sight.figures, sight);
  }
  if (points > 0 && commas > 0) return text("types_figures_conflict", 0.6, sight);
  const mark = points > 0 ? "." : commas > 0 ? "," : resolveOpen(sight, habits);
  const decimal = typeof mark === "string" ? mark : mark.decimal;
  const certainty = typeof mark === "string" ? 1 : mark.certainty;
  // Marks that are open are decimal ones where they are this column's decimal mark, and marks of thousands otherwise.
  const openDecimals = decimal === "." ? sight.openPoints : sight.openCommas;
  const openThousands = decimal === "." ? sight.openCommas : sight.openPoints;
  if (sight.openPoints > 0 && sight.openCommas > 0 && points + commas === 0)
    return text("types_figures_conflict", 0.6, sight);
  const scale = Math.max(sight.maxFraction, openDecimals > 0 ? 3 : 0);
  const marks = new Set(sight.thousands.keys());
  if (openThousands > 0) marks.add(decimal === "." ? "," : ".");
  if (marks.size > 1) return text("types_figures_conflict", 0.6, sight);
  const integer = sight.maxInteger;
  const type = figureType(integer, scale, sight.exponents > 0);
  const key =
    certainty < 1
      ? "types_figures_open"
      : sight.percents > 0
        ? "types_percent"
        : type.kind === "float"
          ? "types_float"
          : "types_clear";
  const base = typed(type, values - sight.figures, sight);
  const writes = scale > 0 || sight.exponents > 0 || marks.size > 0;
  return {
    ...base,
    key: base.exceptions > 0 ? base.key : key,
    certainty: Math.min(base.certainty, certainty),
    decimal: writes ? decimal : null,
    thousands: [...marks][0] ?? "",
  };
}

/** Exact where plain digits allow it; a float only for exponents and for more digits than 18. */
export function figureType(integer: number, scale: number, exponent: boolean): LogicalType {
  if (exponent || scale > 12 || integer + scale > 18) return { kind: "float", bits: 64 };
  return scale === 0 ? { kind: "int", bits: 64 } : { kind: "decimal", precision: 18, scale };
}

/** "1.234" throughout: what the column itself shows, then the habit of the file. */
function resolveOpen(
  sight: ColumnSight,
  habits: FileHabits,
): { readonly decimal: "." | ","; readonly certainty: number } {
  const mark = sight.openPoints > 0 ? "." : sight.openCommas > 0 ? "," : null;
  if (mark === null) return { decimal: habits.decimal, certainty: 1 };
  const other = mark === "." ? "," : ".";
  if (sight.bareThousands > 0) return { decimal: mark, certainty: 0.9 };
  if (habits.decimalCertain) return { decimal: habits.decimal, certainty: 0.9 };
  const unmarked = sight.figures - sight.openPoints - sight.openCommas;
  if (unmarked > 0) return { decimal: other, certainty: 0.75 };
  return { decimal: habits.decimal, certainty: 0.6 };
}

function decideMoments(sight: ColumnSight, habits: FileHabits, values: number): ColumnDecision {
  const days = sight.dates + sight.timestamps;
  if (sight.times > 0 && days > 0) return text("types_dates_conflict", 0.6, sight);
  const exceptions = values - days - sight.times;
  if (sight.times > 0) return typed({ kind: "time" }, exceptions, sight);
  if (sight.zones > 0 && sight.zones < days) return text("types_zones_conflict", 0.6, sight);
  const type: LogicalType = sight.timestamps > 0 ? { kind: "timestamp", zone: sight.zones > 0 } : { kind: "date" };
  const named = (sight.forms.get("name|") ?? 0) > 0;
  const { dmy, mdy, ymd, open } = sight.orders;
  const base = typed(type, exceptions, sight);
  if (ymd > 0 && dmy + mdy + open === 0) return { ...base, order: "ymd" };
  if (ymd > 0 || (dmy > 0 && mdy > 0 && !named)) return text("types_dates_conflict", 0.6, sight);
  if (dmy > 0 || mdy > 0) return { ...base, order: dmy > 0 ? "dmy" : "mdy" };
  const certainty = habits.orderCertain ? 0.9 : 0.6;
  return { ...base, order: habits.order, key: "types_dates_open", certainty };
}

function typed(type: LogicalType, exceptions: number, sight: ColumnSight): ColumnDecision {
  const key = exceptions > 0 ? "types_exceptions" : "types_clear";
  return {
    type,
    key,
    certainty: exceptions > 0 ? 0.85 : 1,
    decimal: null,
    thousands: "",
    order: null,
    exceptions,
    example: sight.firstWord,
  };
}

function text(key: TypeKey, certainty: number, sight: ColumnSight): ColumnDecision {
  return {
    type: { kind: "text" },
    key,
    certainty,
    decimal: null,
    thousands: "",
    order: null,
    exceptions: 0,
    example: sight.firstWord,
  };
}

/** What the file does throughout: the decimal mark and the order of dates that its clear cells show. `delimiter` speaks where none does. */
export function readHabits(sights: readonly ColumnSight[], delimiter: string): FileHabits {
  const sum = (pick: (sight: ColumnSight) => number): number => sights.reduce((total, sight) => total + pick(sight), 0);
  const clean = sights.filter((sight) => sight.figures > sight.values * 0.5);
  const points = clean.reduce((total, sight) => total + sight.decimalPoints, 0);
  const commas = clean.reduce((total, sight) => total + sight.decimalCommas, 0);
  const dmy = sum((sight) => sight.orders.dmy);
  const mdy = sum((sight) => sight.orders.mdy);
  return {
    decimal: points === commas ? (delimiter === ";" ? "," : ".") : points > commas ? "." : ",",
    decimalCertain: points !== commas && Math.min(points, commas) < Math.max(points, commas) * 0.05,
    order: mdy > dmy ? "mdy" : "dmy",
    orderCertain: dmy !== mdy && Math.min(dmy, mdy) === 0,
  };
}
