import type { FileFormat } from "@caudal/contract/resources/reading.ts";

export type Compression = "none" | "gzip";

/** What a file is, by its content. `mime` is that of the file as it arrived, compression included. */
export type FileKind = {
  readonly format: FileFormat;
  readonly compression: Compression;
  readonly mime: string;
};
