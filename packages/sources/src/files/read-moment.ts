/** A date or a time of day as a cell writes it, with what is certain about its form. */
export type Moment = {
  readonly kind: "date" | "timestamp" | "time";
  /** How day, month and year may stand: one order when the cell settles it, two when it leaves it open; empty for a time of day. */
  readonly orders: readonly DateOrder[];
  /** What must be equal in all cells of a column for one strptime pattern: the marks, the digits of the year, the parts of the time. */
  readonly form: string;
  readonly zone: boolean;
};

export type DateOrder = "ymd" | "dmy" | "mdy";

const months: Readonly<Record<string, number>> = {
  ene: 1,
  enero: 1,
  jan: 1,
  january: 1,
  feb: 2,
  febrero: 2,
  february: 2,
  mar: 3,
  marzo: 3,
  march: 3,
  abr: 4,
  abril: 4,
  apr: 4,
  april: 4,
  may: 5,
  mayo: 5,
  jun: 6,
  junio: 6,
  june: 6,
  jul: 7,
  julio: 7,
  july: 7,
  ago: 8,
  agosto: 8,
  aug: 8,
  august: 8,
  sep: 9,
  sept: 9,
  set: 9,
  septiembre: 9,
  setiembre: 9,
  september: 9,
  oct: 10,
  octubre: 10,
  october: 10,
  nov: 11,
  noviembre: 11,
  november: 11,
  dic: 12,
  diciembre: 12,
  dec: 12,
  december: 12,
};

const figures = /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:([T ]+)(\S.*))?$/;
const dayFirst =
  /^(\d{1,2})(?:\s+de\s+|[\s./-]+)([A-Za-z]{3,10})\.?(?:\s+del?\s+|,?[\s./-]+)(\d{4}|\d{2})(?:[,T ]+(\S.*))?$/i;
const monthFirst = /^([A-Za-z]{3,10})\.?\s+(\d{1,2})(?:,\s*|\s+)(\d{4})(?:[,T ]+(\S.*))?$/;
const clock =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AaPp])\.?\s?[Mm]\.?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;
const weekday = /^(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom|mon|tue|wed|thu|fri|sat|sun)[a-zé]*,?\s+/i;

type Parts = { readonly year: number; readonly month: number; readonly day: number };
type Clock = {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
  readonly zone: string;
  readonly form: string;
};

/** Reads a trimmed cell as a date, an instant or a time of day; null when it is none, or names a day that does not exist. */
export function readMoment(text: string): Moment | null {
  if (text.length < 4 || text.length > 50) return null;
  const first = text.charCodeAt(0);
  if (first > 57 && !/^[A-Za-z]/.test(text)) return null;
  const time = readClock(text);
  if (time !== null) return time.zone === "" ? { kind: "time", orders: [], form: time.form, zone: false } : null;
  const found = split(text);
  if (found === null) return null;
  const clockPart = found.clock === null ? null : readClock(found.clock);
  if (found.clock !== null && clockPart === null) return null;
  const orders = found.orders.filter((order) => isDay(found.parts(order)));
  if (orders.length === 0) return null;
  return {
    kind: clockPart === null ? "date" : "timestamp",
    orders,
    form: `${found.form}|${clockPart?.form ?? ""}`,
    zone: clockPart !== null && clockPart.zone !== "",
  };
}

/** The same cell as ISO 8601 (dates `YYYY-MM-DD`, instants with a blank and their zone), given its order; null when it is not readable so. */
export function isoMoment(text: string, order: DateOrder): string | null {
  const alone = readClock(text);
  if (alone !== null) return writeClock(alone);
  const found = split(text);
  if (found === null) return null;
  const chosen = found.orders.length === 1 ? found.orders[0] : order;
  if (chosen === undefined || !found.orders.includes(chosen)) return null;
  const parts = found.parts(chosen);
  if (!isDay(parts)) return null;
  const day = `${String(parts.year).padStart(4, "0")}-${pad(parts.month)}-${pad(parts.day)}`;
  if (found.clock === null) return day;
  const time = readClock(found.clock);
  return time === null ? null : `${day} ${writeClock(time)}${time.zone}`;
}

function split(
  text: string,
): { orders: readonly DateOrder[]; form: string; clock: string | null; parts: (order: DateOrder) => Parts } | null {
  const match = figures.exec(text);
  if (match !== null) {
    const [, a = "", mark = "", b = "", c = "", gap = "", rest] = match;
    const clockText = rest ?? null;
    const between = gap === "T" || gap === "" ? gap : gap === " " ? "_" : "__";
    if (a.length === 4 && c.length <= 2) {
      return {
        orders: ["ymd"],
        form: `Y${mark}M${mark}D${between}`,
        clock: clockText,
        parts: () => ({ year: Number(a), month: Number(b), day: Number(c) }),
      };
    }
    if (a.length > 2 || (c.length !== 4 && c.length !== 2)) return null;
    const year = fullYear(c);
    return {
      orders: ["dmy", "mdy"],
      form: `D${mark}M${mark}${c.length === 4 ? "Y" : "y"}${between}`,
      clock: clockText,
      parts: (order) =>
        order === "mdy" ? { year, month: Number(a), day: Number(b) } : { year, month: Number(b), day: Number(a) },
    };
  }
  if (!/[A-Za-z]{3}/.test(text)) return null;
  // "Mar 1 2000" is the month, "Mar 1 ene 2000" the weekday: as it stands first, then without a weekday.
  return splitNamed(text) ?? splitNamed(text.replace(weekday, ""));
}

function splitNamed(text: string) {
  const before = dayFirst.exec(text);
  if (before !== null) return byName(before[2], before[1], before[3], before[4], "dmy");
  const after = monthFirst.exec(text);
  return after === null ? null : byName(after[1], after[2], after[3], after[4], "mdy");
}

function byName(name = "", day = "", year = "", rest: string | undefined, order: DateOrder) {
  const month = months[name.toLowerCase()];
  if (month === undefined) return null;
  return {
    orders: [order],
    form: "name",
    clock: rest ?? null,
    parts: () => ({ year: fullYear(year), month, day: Number(day) }),
  };
}

/** Two digits: 69 and above are of the last century, as POSIX has it. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length !== 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}

function isDay({ year, month, day }: Parts): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= length;
}

function readClock(text: string): Clock | null {
  const match = clock.exec(text);
  if (match === null) return null;
  const [, h = "", m = "", s, fraction, half, zone = ""] = match;
  let hour = Number(h);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  if (hour > 23 || Number(m) > 59 || Number(s ?? 0) > 59) return null;
  const form = `HM${s === undefined ? "" : "S"}${fraction === undefined ? "" : "f"}${half === undefined ? "" : "p"}${zone === "" ? "" : "z"}`;
  return {
    hour,
    minute: Number(m),
    second: Number(s ?? 0),
    fraction: fraction ?? "",
    zone: zone === "Z" ? "+00:00" : zone,
    form,
  };
}

function writeClock(time: Clock): string {
  const fraction = time.fraction === "" ? "" : `.${time.fraction.slice(0, 6)}`;
  return `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}${fraction}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
