import { readFigure } from "./read-figure.ts";
import { readMoment, type DateOrder } from "./read-moment.ts";

/** What was seen in the cells of one column. Counts are of cells with something in them. */
export type ColumnSight = {
  values: number;
  empty: number;
  /** Texts that usually mean "no value", as they stand in the file, with how often. */
  readonly nulls: Map<string, number>;
  bools: number;
  figures: number;
  /** Whole numbers that begin with zero, with a plus, or have more than 18 digits: codes rather than amounts. */
  leadingZeros: number;
  plusSigns: number;
  longDigits: number;
  withFraction: number;
  decimalPoints: number;
  decimalCommas: number;
  openPoints: number;
  openCommas: number;
  /** Whole numbers above 999 without any mark: they show that the column writes no marks of thousands. */
  bareThousands: number;
  readonly thousands: Map<string, number>;
  exponents: number;
  dressed: number;
  percents: number;
  maxInteger: number;
  maxFraction: number;
  /** Digits before and after an open mark, were it the decimal one. */
  maxOpenInteger: number;
  dates: number;
  timestamps: number;
  times: number;
  zones: number;
  readonly orders: Record<DateOrder | "open", number>;
  readonly forms: Map<string, number>;
  /** Neither figure, moment nor boolean. */
  words: number;
  wordsWithDigits: number;
  firstWord: string;
};

const nullTexts = new Set([
  "na",
  "n/a",
  "n.a.",
  "#n/a",
  "n/d",
  "nd",
  "n.d.",
  "s/d",
  "sd",
  "s.d.",
  "null",
  "(null)",
  "none",
  "nan",
  "nil",
  "-",
  "--",
  "---",
  "—",
  "–",
  ".",
  "?",
  "\\n",
  "sin dato",
  "sin datos",
  "no disponible",
  "no aplica",
  "missing",
  "0000-00-00",
]);

export function beginSight(): ColumnSight {
  return {
    values: 0,
    empty: 0,
    nulls: new Map(),
    bools: 0,
    figures: 0,
    leadingZeros: 0,
    plusSigns: 0,
    longDigits: 0,
    withFraction: 0,
    decimalPoints: 0,
    decimalCommas: 0,
    openPoints: 0,
    openCommas: 0,
    bareThousands: 0,
    thousands: new Map(),
    exponents: 0,
    dressed: 0,
    percents: 0,
    maxInteger: 0,
    maxFraction: 0,
    maxOpenInteger: 0,
    dates: 0,
    timestamps: 0,
    times: 0,
    zones: 0,
    orders: { ymd: 0, dmy: 0, mdy: 0, open: 0 },
    forms: new Map(),
    words: 0,
    wordsWithDigits: 0,
    firstWord: "",
  };
}

export function isNullText(trimmed: string): boolean {
  return trimmed === "" || (trimmed.length <= 13 && nullTexts.has(trimmed.toLowerCase()));
}

/** Takes one cell into account. */
export function observeCell(sight: ColumnSight, raw: string): void {
  if (raw === "") {
    sight.empty++;
    return;
  }
  const cell = raw.trim();
  sight.values++;
  if (isNullText(cell)) {
    count(sight.nulls, raw);
    return;
  }
  const digits = /\d/.test(cell);
  const figure = digits ? readFigure(cell) : null;
  if (figure !== null) {
    sight.figures++;
    const length = figure.integer.length;
    const whole = figure.fraction === "" && figure.open === null && !figure.exponent;
    if (whole && figure.thousands === null && length > 1 && figure.integer.startsWith("0")) sight.leadingZeros++;
    if (whole && cell.startsWith("+") && length >= 8) sight.plusSigns++;
    if (whole && length > 18) sight.longDigits++;
    if (figure.fraction !== "") sight.withFraction++;
    if (figure.decimal === "." || figure.thousands === ",") sight.decimalPoints++;
    if (figure.decimal === "," || figure.thousands === ".") sight.decimalCommas++;
    if (figure.open === ".") sight.openPoints++;
    if (figure.open === ",") sight.openCommas++;
    if (figure.thousands !== null) count(sight.thousands, figure.thousands);
    if (figure.thousands === null && figure.open === null && figure.integer.length > 3) sight.bareThousands++;
    if (figure.exponent) sight.exponents++;
    if (figure.dressed) sight.dressed++;
    if (figure.percent) sight.percents++;
    sight.maxInteger = Math.max(sight.maxInteger, length);
    sight.maxFraction = Math.max(sight.maxFraction, figure.fraction.length);
    if (figure.open !== null) sight.maxOpenInteger = Math.max(sight.maxOpenInteger, length - 3);
    return;
  }
  const moment = digits ? readMoment(cell) : null;
  if (moment !== null) {
    if (moment.kind === "date") sight.dates++;
    else if (moment.kind === "timestamp") sight.timestamps++;
    else sight.times++;
    if (moment.zone) sight.zones++;
    const [order, other] = moment.orders;
    if (order !== undefined) sight.orders[other === undefined ? order : "open"]++;
    count(sight.forms, moment.form);
    return;
  }
  if (/^(?:true|false)$/i.test(cell)) {
    sight.bools++;
    return;
  }
  sight.words++;
  if (digits) sight.wordsWithDigits++;
  if (sight.firstWord === "") sight.firstWord = cell.slice(0, 40);
}

function count(counts: Map<string, number>, key: string): void {
  if (counts.size < 200 || counts.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
}
