import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { figureType, type TypeKey } from "./decide-column.ts";
import { isNullText } from "./observe-column.ts";
import type { SheetCell } from "./read-sheets.ts";

/** What Excel shows where a formula failed. */
const errors = new Set([
  "#N/A",
  "#DIV/0!",
  "#REF!",
  "#VALUE!",
  "#NAME?",
  "#NUM!",
  "#NULL!",
  "#SPILL!",
  "#CALC!",
  "#GETTING_DATA",
]);
const firstDay = Date.UTC(1900, 0, 1);
const dayLength = 86_400_000;

/** A cell in canonical text: plain figures, ISO dates, times of day alone where the day is before Excel's first; "" where there is nothing. */
export function sheetText(cell: SheetCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") return errors.has(cell) ? "" : cell;
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (typeof cell === "boolean") return cell ? "true" : "false";
  const time = cell.getTime();
  if (Number.isNaN(time)) return "";
  const iso = cell.toISOString();
  if (time < firstDay) return iso.slice(11, 19);
  if (time % dayLength === 0) return iso.slice(0, 10);
  return `${iso.slice(0, 10)} ${iso.slice(11, time % 1000 === 0 ? 19 : 23)}`;
}

/** Whether a cell shows nothing. */
export function isBlankCell(cell: SheetCell | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === "string" && (cell.trim() === "" || errors.has(cell)));
}

/** What was seen in one column of a sheet; counts are of cells that hold something. */
export type SheetSight = {
  values: number;
  numbers: number;
  exponents: number;
  maxInteger: number;
  maxScale: number;
  dates: number;
  timestamps: number;
  times: number;
  bools: number;
  texts: number;
  textsWithDigits: number;
  figureTexts: number;
  firstText: string;
  readonly nulls: Map<string, number>;
};

export function beginSheetSight(): SheetSight {
  return {
    values: 0,
    numbers: 0,
    exponents: 0,
    maxInteger: 0,
    maxScale: 0,
    dates: 0,
    timestamps: 0,
    times: 0,
    bools: 0,
    texts: 0,
    textsWithDigits: 0,
    figureTexts: 0,
    firstText: "",
    nulls: new Map(),
  };
}

export function observeSheetCell(sight: SheetSight, cell: SheetCell, text: string): void {
  if (text === "") return;
  sight.values++;
  if (typeof cell === "number") {
    sight.numbers++;
    if (text.includes("e")) sight.exponents++;
    else {
      const digits = text.startsWith("-") ? text.length - 1 : text.length;
      const point = text.indexOf(".");
      const scale = point === -1 ? 0 : text.length - point - 1;
      if (scale > sight.maxScale) sight.maxScale = scale;
      const integer = scale === 0 ? digits : digits - scale - 1;
      if (integer > sight.maxInteger) sight.maxInteger = integer;
    }
  } else if (typeof cell === "boolean") sight.bools++;
  else if (typeof cell === "string") {
    if (isNullText(text.trim())) {
      if (sight.nulls.size < 50 || sight.nulls.has(text)) sight.nulls.set(text, (sight.nulls.get(text) ?? 0) + 1);
      return;
    }
    sight.texts++;
    if (/\d/.test(text)) sight.textsWithDigits++;
    if (/^\s*[+-]?[\d.,]+\s*$/.test(text)) sight.figureTexts++;
    if (sight.firstText === "") sight.firstText = text.slice(0, 40);
  } else if (text.length === 10) sight.dates++;
  else if (text.length < 10) sight.times++;
  else sight.timestamps++;
}

export type SheetDecision = {
  readonly type: LogicalType;
  readonly key: TypeKey | "types_number_text";
  readonly certainty: number;
  readonly exceptions: number;
};

/** The type of a column, all of whose cells were seen. Numbers beside text stay text, but for a few words among very many numbers. */
export function decideSheetColumn(sight: SheetSight): SheetDecision {
  const nulls = [...sight.nulls.values()].reduce((sum, times) => sum + times, 0);
  const values = sight.values - nulls;
  const moments = sight.dates + sight.timestamps + sight.times;
  if (values === 0)
    return {
      type: { kind: "text" },
      key: sight.values === 0 ? "types_empty" : "types_text",
      certainty: 1,
      exceptions: 0,
    };
  const few = sight.texts <= values * 0.01 && sight.textsWithDigits === 0;
  const whole = values - (few ? sight.texts : 0);
  const told = (type: LogicalType, key: TypeKey): SheetDecision =>
    values > whole
      ? { type, key: "types_exceptions", certainty: 0.85, exceptions: values - whole }
      : { type, key, certainty: 1, exceptions: 0 };
  if (sight.bools === whole) return told({ kind: "bool" }, "types_clear");
  if (sight.numbers === whole) {
    const type = figureType(sight.maxInteger, sight.maxScale, sight.exponents > 0);
    return told(type, type.kind === "float" ? "types_float" : "types_clear");
  }
  if (sight.times === whole) return told({ kind: "time" }, "types_clear");
  if (moments === whole && sight.times === 0)
    return told(sight.timestamps > 0 ? { kind: "timestamp", zone: false } : { kind: "date" }, "types_clear");
  if (sight.texts < values) return { type: { kind: "text" }, key: "types_mixed", certainty: 0.8, exceptions: 0 };
  return {
    type: { kind: "text" },
    key: sight.figureTexts > sight.texts * 0.8 ? "types_number_text" : "types_text",
    certainty: sight.figureTexts > 0 ? 0.9 : 1,
    exceptions: 0,
  };
}
