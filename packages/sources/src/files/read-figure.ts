/** A figure as it is written in a cell. */
export type Figure = {
  /** Digits before the decimal mark, without marks and leading sign. */
  readonly integer: string;
  /** Digits after it; "" when there is none. */
  readonly fraction: string;
  readonly negative: boolean;
  /** The decimal mark that is certain from this cell alone; null when the cell leaves it open or has none. */
  readonly decimal: "." | "," | null;
  readonly thousands: "." | "," | " " | "'" | null;
  /** "1.234" or "1,234": that mark may be either; null when nothing is open. */
  readonly open: "." | "," | null;
  readonly exponent: boolean;
  /** Currency or percent sign, parentheses, a minus at the end: what an engine's cast does not take. */
  readonly dressed: boolean;
  readonly percent: boolean;
};

const plain = /^[+-]?\d+$/;
const currency =
  /^(?:US\$|MX\$|R\$|S\/|[$€£¥₡₲]|(?:USD|EUR|MXN|COP|ARS|PEN|CLP|GBP)\s)\s?|\s?(?:[$€£¥]|(?:USD|EUR|MXN|COP|ARS|PEN|CLP|GBP|Bs))$/u;
const body = /^(\d+)((?:[.,' \u00a0\u202f]\d{3})*)(?:([.,])(\d+))?$/u;
const leadingMark = /^([.,])(\d+)$/;
const trailingMark = /^(\d+)([.,])$/;
const scientific = /^(\d+)(?:([.,])(\d*))?[eE][+-]?\d{1,3}$/;

/** Reads a trimmed cell as a figure; null when it is none. Marks of thousands must stand before groups of exactly three digits. */
export function readFigure(text: string): Figure | null {
  if (text.length > 60) return null;
  if (plain.test(text)) {
    const signed = text[0] === "-" || text[0] === "+";
    return figure({ integer: signed ? text.slice(1) : text, negative: text[0] === "-" });
  }
  if (!/\d/.test(text)) return null;
  let rest = text;
  let negative = false;
  let dressed = false;
  let percent = false;
  if (/^\(.*\)$/.test(rest)) {
    rest = rest.slice(1, -1).trim();
    negative = true;
    dressed = true;
  }
  const sign = /^([+\-−])\s?/u.exec(rest);
  if (sign !== null) {
    if (sign[1] !== "+") negative = true;
    if (sign[0].length > 1 || sign[1] === "−") dressed = true;
    rest = rest.slice(sign[0].length);
  }
  if (rest.endsWith("%")) {
    percent = true;
    dressed = true;
    rest = rest.slice(0, -1).trimEnd();
  }
  const money = currency.exec(rest);
  if (money !== null) {
    dressed = true;
    rest = rest.replace(currency, "").trim();
    if (rest.startsWith("-")) {
      negative = true;
      rest = rest.slice(1);
    }
  }
  if (/^[^+-].*-$/.test(rest)) {
    negative = true;
    dressed = true;
    rest = rest.slice(0, -1);
  }
  const parsed = readBody(rest);
  return parsed === null ? null : { ...parsed, negative, dressed: dressed || parsed.dressed, percent };
}

function readBody(text: string): Figure | null {
  const exponent = scientific.exec(text);
  if (exponent !== null) {
    return figure({
      integer: exponent[1] ?? "",
      fraction: exponent[3] ?? "",
      decimal: markOf(exponent[2]),
      exponent: true,
    });
  }
  const short = leadingMark.exec(text);
  if (short !== null) return figure({ integer: "0", fraction: short[2] ?? "", decimal: markOf(short[1]) });
  const open = trailingMark.exec(text);
  if (open !== null) return figure({ integer: open[1] ?? "", decimal: markOf(open[2]) });
  const match = body.exec(text);
  if (match === null) return null;
  const first = match[1] ?? "";
  const groups = match[2] ?? "";
  const last = match[3];
  const fraction = match[4] ?? "";
  if (groups === "") return figure({ integer: first, fraction, decimal: markOf(last) });
  if (first.length > 3) {
    // "1234.567": too long for a first group, so the mark is the decimal one.
    if (groups.length === 4 && last === undefined && (groups[0] === "." || groups[0] === ",")) {
      return figure({ integer: first, fraction: groups.slice(1), decimal: groups[0] });
    }
    return null;
  }
  const marks = new Set(Array.from(groups).filter((_, index) => index % 4 === 0));
  if (marks.size > 1) {
    // "1.234,567": the last mark is the decimal one when it stands once, after groups of the other one.
    const tail = groups.at(-4);
    const before = new Set(Array.from(groups.slice(0, -4)).filter((_, index) => index % 4 === 0));
    if (last !== undefined || before.size !== 1 || (tail !== "." && tail !== ",")) return null;
    return figure({
      integer: first + digitsOf(groups.slice(0, -4)),
      fraction: groups.slice(-3),
      decimal: tail,
      thousands: thousandsOf([...before][0]),
    });
  }
  const mark = [...marks][0] ?? "";
  if (last === mark) return null;
  const thousands = thousandsOf(mark);
  const odd = mark === "\u00a0" || mark === "\u202f";
  if (last !== undefined)
    return figure({ integer: first + digitsOf(groups), fraction, decimal: markOf(last), thousands, dressed: odd });
  const single = groups.length === 4 && (mark === "." || mark === ",");
  // "0.125" and "0,125": no group of thousands begins with a zero.
  if (single && first.startsWith("0"))
    return figure({ integer: first, fraction: groups.slice(1), decimal: markOf(mark) });
  if (first.startsWith("0")) return null;
  if (single) return figure({ integer: first + digitsOf(groups), open: mark });
  return figure({ integer: first + digitsOf(groups), thousands, dressed: odd });
}

function figure(part: Partial<Figure>): Figure {
  return {
    integer: "",
    fraction: "",
    negative: false,
    decimal: null,
    thousands: null,
    open: null,
    exponent: false,
    dressed: false,
    percent: false,
    ...part,
  };
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/gu, "");
}

function markOf(mark: string | undefined): "." | "," | null {
  return mark === "." || mark === "," ? mark : null;
}

function thousandsOf(mark: string | undefined): Figure["thousands"] {
  if (mark === "." || mark === "," || mark === "'") return mark;
  return mark === undefined ? null : " ";
}

/** The figure as a plain decimal with a point, once it is known which mark is the decimal one; null when the cell contradicts that. */
export function plainFigure(text: string, decimal: "." | ","): string | null {
  const read = readFigure(text);
  if (read === null || (read.decimal !== null && read.decimal !== decimal) || read.thousands === decimal) return null;
  if (read.exponent) return text.replace(",", ".");
  const sign = read.negative ? "-" : "";
  if (read.open === decimal) return `${sign}${read.integer.slice(0, -3)}.${read.integer.slice(-3)}`;
  return read.fraction === "" ? sign + read.integer : `${sign}${read.integer}.${read.fraction}`;
}
