import type { FileReading, ReadingReason } from "@caudal/contract/resources/reading.ts";
import type { Words } from "../../i18n/es/words.ts";

type About = ReadingReason["about"];

/** The order in which a file is opened, which is also the order in which one asks. */
export const readingOrder: readonly About[] = [
  "format",
  "compression",
  "sheet",
  "encoding",
  "delimiter",
  "quote",
  "header",
  "decimal",
  "thousands",
  "dates",
  "types",
  "rows",
];

/** A choice that a person should look at. */
export function isDoubt(reason: Pick<ReadingReason, "certainty">): boolean {
  return reason.certainty < 0.8;
}

/** What was chosen, in words; null where the question does not arise. */
export function choiceOf(about: About, reading: FileReading, w: Words): string | null {
  const words = w.file.reading;
  switch (about) {
    case "format":
      return words.formats[reading.format];
    case "compression":
      return words.compressions[reading.compression];
    case "encoding":
      return reading.encoding;
    case "delimiter":
      return reading.delimiter === null ? null : nameMark(reading.delimiter, w);
    case "quote":
      return reading.quote;
    case "header":
      return reading.header_row === null ? null : words.headerRow(reading.header_row);
    case "decimal":
      return reading.decimal === null ? null : reading.decimal === "," ? words.decimals.comma : words.decimals.point;
    case "thousands":
      return reading.thousands === null ? null : nameMark(reading.thousands, w);
    case "dates":
      return reading.date_order === null ? null : words.dateOrders[reading.date_order];
    case "sheet":
      return reading.sheet === null
        ? null
        : reading.sheets.length > 1
          ? `${reading.sheet} (${words.otherSheets(reading.sheets.length - 1)})`
          : reading.sheet;
    case "types":
    case "rows":
      return null;
  }
}

function nameMark(mark: string, w: Words): string {
  const { comma, semicolon, tab, pipe, space, point, apostrophe } = w.file.reading.delimiters;
  const names: Readonly<Record<string, string>> = {
    ",": `${comma} ( , )`,
    ";": `${semicolon} ( ; )`,
    "\t": tab,
    "|": `${pipe} ( | )`,
    " ": space,
    ".": `${point} ( . )`,
    "'": `${apostrophe} ( ' )`,
    "’": `${apostrophe} ( ’ )`,
  };
  return names[mark] ?? `« ${mark} »`;
}
