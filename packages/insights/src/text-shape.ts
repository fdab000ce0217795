/**
 * How one text is written, tested in this order on the text without surrounding white space:
 * blank: nothing is left; placeholder: its lower case stands in `placeholders`; number, date: match the pattern; text: all else.
 */
export type TextShape = "blank" | "placeholder" | "number" | "date" | "text";

/** Patterns hold for RE2, Java and JavaScript alike, and are matched against the whole text. */
export const numberPattern = String.raw`[-+]?[$€]?\s?([0-9]+([.,][0-9]+)?|[0-9]{1,3}([.,\s'][0-9]{3})+([.,][0-9]+)?)([eE][-+]?[0-9]+)?\s?%?`;
export const datePattern = String.raw`([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2}))([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?.*)?`;

/** Texts that stand for "no value", in lower case without surrounding white space. */
export const placeholders = [
  "n/a",
  "#n/a",
  "na",
  "n.a.",
  "n/d",
  "nd",
  "n.d.",
  "s/d",
  "null",
  "none",
  "nan",
  "nil",
  "-",
  "--",
  "---",
  "?",
  "??",
  ".",
  "#ref!",
  "#value!",
  "#valor!",
  "#¡valor!",
  "#¡ref!",
  "#div/0!",
  "#¡div/0!",
  "#name?",
  "#¿nombre?",
  "sin dato",
  "sin datos",
  "no aplica",
  "no disponible",
  "not available",
  "unknown",
  "desconocido",
  "tbd",
  "xxx",
  "ninguno",
  "vacío",
  "(blank)",
  "(en blanco)",
] as const;

const wholeNumber = new RegExp(`^(${numberPattern})$`);
const wholeDate = new RegExp(`^(${datePattern})$`);
const meansNothing: ReadonlySet<string> = new Set(placeholders);

export function shapeOf(text: string): TextShape {
  const bare = text.trim();
  if (bare === "") return "blank";
  if (meansNothing.has(bare.toLowerCase())) return "placeholder";
  if (wholeNumber.test(bare)) return "number";
  return wholeDate.test(bare) ? "date" : "text";
}
