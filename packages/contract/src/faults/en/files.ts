import { type FaultCatalogue, bytesInWords, quoted, words } from "../fault-words.ts";
import { seenWords } from "../seen-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "“", "”");

export const filesFaults = {
  file_empty: words(
    "The file is empty",
    (p) => `The file${named(p["name"])} contains no data. We kept it as it arrived.`,
    "Open it to check that it was saved well, and upload it again.",
  ),
  file_header_only: words(
    "There are only headers",
    (p) => `The file${named(p["name"])} has column names but not a single row. We kept it as it arrived.`,
    "Add the rows and upload it again.",
  ),
  file_type_unknown: words(
    "We do not recognise this kind of file",
    (p) => {
      const seen = seenWords(p["seen"], "en");
      return seen === null
        ? `The content of${named(p["name"]) || " the file"} is not CSV, TSV, Excel, JSON or Parquet. We kept it as it arrived.`
        : `The file${named(p["name"])} is not a table: it is ${seen.what}. We kept it as it arrived.`;
    },
    (p) => seenWords(p["seen"], "en")?.action ?? "Save it as CSV or Excel and upload it again.",
  ),
  file_damaged: words(
    "The file is damaged",
    (p) =>
      `The file${named(p["name"])} could not be read: its content is incomplete or was altered. We kept it as it arrived.`,
    "Open it in its program, save it anew and upload it again.",
  ),
  file_truncated: words(
    "The file is cut off",
    (p) => `The file${named(p["name"])} ends too early, as if a copy had been interrupted. We kept it as it arrived.`,
    "Get a complete copy and upload that.",
  ),
  file_encrypted: words(
    "The file has a password",
    (p) => `The file${named(p["name"])} is protected and we cannot read it. We kept it as it arrived.`,
    "Save it without a password and upload it again.",
  ),
  file_unpacks_too_large: words(
    "It is too large once unpacked",
    (p, tag) =>
      `The file${named(p["name"])} goes over the limit${p["limit"] === undefined ? "" : ` of ${bytesInWords(p["limit"], tag)}`} when unpacked, so we stopped. We kept it as it arrived.`,
    "Split it into smaller parts, or save it as CSV or Parquet.",
  ),
  file_too_many_columns: words(
    "It has too many columns",
    (p) =>
      `The file has ${p["columns"] ?? "more"} columns${p["limit"] === undefined ? " than can be read" : ` and the most is ${p["limit"]}`}. We kept it as it arrived.`,
    "Remove the columns you do not need and upload it again.",
  ),
  file_no_table: words(
    "We found no table",
    (p) =>
      p["reason"] === "line_too_long"
        ? `The file${named(p["name"])} has a line or a cell that is longer than we can read. We kept it as it arrived.`
        : `The file${named(p["name"])} holds no rows and columns that we can recognise. We kept it as it arrived.`,
    (p) =>
      p["reason"] === "line_too_long"
        ? "See whether line ends are missing or a quote was never closed, and upload it again."
        : "Leave the data as a table with its headers in one row and upload it again.",
  ),
  file_missing: words(
    "The file's content is gone",
    "The file's record exists, but its content is not in the store. Its insights are still saved.",
    "Upload the file again. If nobody deleted it, tell whoever administers Caudal.",
  ),

  reading_out_of_memory: words(
    "Reading it takes too much memory",
    (p, tag) =>
      `Opening the file${named(p["name"])} takes more memory than allowed${p["limit"] === undefined ? "" : ` (${bytesInWords(p["limit"], tag)})`}, so we stopped. We kept it as it arrived.`,
    "Save it as CSV or split it into smaller parts. An administrator can raise CAUDAL_ENGINE_MEMORY.",
  ),
} satisfies Partial<FaultCatalogue>;
