import type { FaultParams } from "@caudal/base/fault.ts";

/** What a file is that holds no table we read, with what to do about it, as words for "The file … is {what}". */
export type SeenWords = { readonly what: string; readonly action: string };

type Kind =
  | "photo"
  | "pdf"
  | "document"
  | "slides"
  | "media"
  | "files"
  | "packed"
  | "page"
  | "database"
  | "columns"
  | "program";

/** By the word that the detector leaves in `seen`. */
const kinds: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ...["PNG", "JPEG", "GIF", "WebP", "HEIC", "TIFF", "SVG"].map((seen) => [seen, "photo"] as const),
  ["PDF", "pdf"],
  ["Word", "document"],
  ["RTF", "document"],
  ["PowerPoint", "slides"],
  ["RIFF", "media"],
  ["MP4", "media"],
  ...["zip", "tar", "7z", "RAR"].map((seen) => [seen, "files"] as const),
  ...["gzip", "bzip2", "xz", "zstd"].map((seen) => [seen, "packed"] as const),
  ["HTML", "page"],
  ["SQLite", "database"],
  ...["Arrow", "Feather", "Avro", "ORC"].map((seen) => [seen, "columns"] as const),
  ["ELF", "program"],
  ["EXE", "program"],
]);

const spanish: Readonly<Record<Kind, SeenWords>> = {
  photo: { what: "una foto o una imagen", action: "Consigue la tabla en Excel o CSV y sube ese archivo." },
  pdf: {
    what: "un PDF",
    action: "Consigue la tabla en Excel o CSV, o cópiala a una hoja de cálculo, y sube ese archivo.",
  },
  document: {
    what: "un documento de texto",
    action: "Copia la tabla a una hoja de cálculo, guárdala como Excel o CSV y súbela.",
  },
  slides: {
    what: "una presentación",
    action: "Copia la tabla a una hoja de cálculo, guárdala como Excel o CSV y súbela.",
  },
  media: { what: "un audio o un video", action: "Revisa que elegiste el archivo correcto y súbelo otra vez." },
  files: {
    what: "un archivo comprimido con varios archivos",
    action: "Descomprímelo y sube cada archivo por separado.",
  },
  packed: {
    what: "un archivo comprimido de un tipo que no abrimos",
    action: "Descomprímelo, o comprímelo con gzip, y súbelo otra vez.",
  },
  page: { what: "una página web", action: "Ábrelo en una hoja de cálculo, guárdalo como Excel o CSV y súbelo." },
  database: { what: "una base de datos", action: "Exporta cada tabla como CSV y súbela." },
  columns: {
    what: "un archivo de datos de un tipo que no leemos",
    action: "Guárdalo como Parquet o CSV y súbelo otra vez.",
  },
  program: { what: "un programa", action: "Revisa que elegiste el archivo correcto y súbelo otra vez." },
};

const english: Readonly<Record<Kind, SeenWords>> = {
  photo: { what: "a photo or a picture", action: "Get the table as Excel or CSV and upload that file." },
  pdf: { what: "a PDF", action: "Get the table as Excel or CSV, or copy it into a spreadsheet, and upload that file." },
  document: {
    what: "a text document",
    action: "Copy the table into a spreadsheet, save it as Excel or CSV and upload it.",
  },
  slides: {
    what: "a presentation",
    action: "Copy the table into a spreadsheet, save it as Excel or CSV and upload it.",
  },
  media: { what: "a sound or a video", action: "Check that you chose the right file and upload it again." },
  files: { what: "an archive of several files", action: "Unpack it and upload each file by itself." },
  packed: {
    what: "packed in a way that we do not open",
    action: "Unpack it, or pack it with gzip, and upload it again.",
  },
  page: { what: "a web page", action: "Open it in a spreadsheet, save it as Excel or CSV and upload it." },
  database: { what: "a database", action: "Export each table as CSV and upload it." },
  columns: {
    what: "a data file of a kind that we do not read",
    action: "Save it as Parquet or CSV and upload it again.",
  },
  program: { what: "a program", action: "Check that you chose the right file and upload it again." },
};

/** Null for what has no better name than "not a table". */
export function seenWords(seen: FaultParams[string] | undefined, locale: "es" | "en"): SeenWords | null {
  const kind = kinds.get(seen);
  return kind === undefined ? null : (locale === "es" ? spanish : english)[kind];
}
