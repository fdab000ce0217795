import { type FaultCatalogue, bytesInWords, quoted, words } from "../fault-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "“", "”");

export const uploadsFaults = {
  upload_name_invalid: words(
    "The file's name cannot be used",
    (p) =>
      p["reason"] === "long"
        ? `The name${named(p["name"])} is too long: it may have ${p["max"] ?? 255} bytes, and each accent or emoji takes more than one. Nothing was uploaded.`
        : `A file cannot be kept ${p["name"] ? `under the name${named(p["name"])}` : "without a name"}. Nothing was uploaded.`,
    (p) => (p["reason"] === "long" ? "Shorten its name and upload it again." : "Rename it and upload it again."),
  ),
  upload_longer_than_declared: words(
    "More came than was announced",
    (p, tag) =>
      `The upload announced ${bytesInWords(p["declared"], tag) || "fewer bytes"} and more was sent. What goes beyond was not kept.`,
    "Begin the upload anew, with the size that the file has now.",
  ),
  upload_incomplete: words(
    "The upload is not complete",
    "Some bytes are still missing. What arrived is kept.",
    "Continue the upload: it goes on where it stopped.",
  ),
  storage_full: words(
    "There is no space left",
    "The disk where Caudal keeps files is full: the last of it stays free so that everything goes on working. Nothing that was saved is lost.",
    "Delete files you no longer use, or ask whoever operates Caudal to free some space, and try again: an upload goes on where it was.",
  ),
  storage_read_only: words(
    "The disk cannot be written to",
    "The data folder is read-only. Nothing that was saved is lost.",
    "An administrator has to make the data folder (CAUDAL_DATA_DIR) writable.",
  ),
} satisfies Partial<FaultCatalogue>;
