import { access, constants, rm } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import type { FileFormat } from "@caudal/contract/resources/reading.ts";
import { inspectDelimited, type Inspection } from "./inspect-delimited.ts";
import { inspectJson } from "./inspect-json.ts";
import { inspectParquet } from "./inspect-parquet.ts";
import type { InspectedFile, InspectOptions } from "./inspected-file.ts";
import { defaultLimits } from "./limits.ts";
import { reason } from "./reason.ts";
import { asReadingFault, unpackGzip, type CopyContext } from "./scratch-copy.ts";
import { extensionOf, sniffFile } from "./sniff-file.ts";

/** Extensions under which people send each format; another one is told as a reason. */
const extensions: Readonly<Record<FileFormat, readonly string[]>> = {
  csv: ["csv", "txt", "dat", "tsv", "tab", "prn", "asc"],
  tsv: ["tsv", "tab", "txt", "csv", "dat"],
  excel: ["xlsx", "xlsm", "xls", "xlsb", "ods", "xltx"],
  json: ["json", "geojson"],
  ndjson: ["ndjson", "jsonl", "json"],
  parquet: ["parquet", "pq"],
};

const formatNames: Readonly<Record<FileFormat, string>> = {
  csv: "CSV",
  tsv: "TSV",
  excel: "Excel",
  json: "JSON",
  ndjson: "NDJSON",
  parquet: "Parquet",
};

/**
 * What `inspectFile` does, in the process that calls: for the process that it starts, and for tests. A large or hostile file takes
 * this process's memory and time.
 */
export async function inspectHere(path: string, options: InspectOptions): Promise<InspectedFile> {
  const made: string[] = [];
  try {
    options.signal?.throwIfAborted();
    // A file that we may not open is as good as missing; what is unreadable later is a disk's failure.
    await access(path, constants.R_OK).catch((cause: unknown) => {
      throw new Fault("file_missing", { cause });
    });
    const kind = await sniffFile(path, options.fileName);
    const packed = kind.compression === "gzip";
    const progress = risingProgress(options.onProgress ?? (() => undefined), packed ? 2 : 1);
    const context: CopyContext = {
      scratchDir: options.scratchDir,
      limits: options.limits ?? defaultLimits,
      signal: options.signal,
      onProgress: progress,
    };
    const plain = packed ? await unpackGzip(path, kind.format, context) : path;
    if (packed) {
      made.push(plain);
      // A packed file shows only its head before it is unpacked: now the whole is there to be looked at.
      await sniffFile(plain, options.fileName);
      progress.next();
    }
    const inspection = await inspectPlain(plain, kind.format, context);
    made.push(...inspection.scratch);
    const extension = extensionOf(options.fileName);
    const named = extension === "" || extensions[kind.format].includes(extension);
    const reasons = [
      named
        ? reason("format", "format_content", 1, { format: formatNames[kind.format] })
        : reason("format", "format_not_as_named", 1, { format: formatNames[kind.format], extension }),
      ...(packed ? [reason("compression", "compression_gzip")] : []),
      ...inspection.reading.reasons,
    ];
    const unused = made.filter((file) => file !== inspection.scan.path);
    await removeAll(unused);
    options.onProgress?.(1);
    return {
      reading: { ...inspection.reading, compression: kind.compression, reasons },
      scan: inspection.scan,
      cleanup: () => removeAll(made.filter((file) => file === inspection.scan.path)),
    };
  } catch (thrown) {
    await removeAll(made);
    const fault = asReadingFault(thrown, options.signal);
    throw new Fault(fault.code, {
      params: { name: options.fileName, ...fault.params },
      persistence: fault.persistence,
      cause: fault.cause ?? fault,
    });
  }
}

async function inspectPlain(path: string, format: FileFormat, context: CopyContext): Promise<Inspection> {
  switch (format) {
    case "csv":
    case "tsv":
      return inspectDelimited(path, format, context);
    case "json":
    case "ndjson":
      return inspectJson(path, format, context);
    case "parquet":
      return inspectParquet(path, context.limits);
    case "excel": {
      // Loading what reads workbooks takes longer than reading a small text.
      const { inspectWorkbook } = await import("./inspect-workbook.ts");
      return inspectWorkbook(path, context);
    }
  }
}

async function removeAll(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

/** Progress over several copies in a row, each of which counts from 0 to 1: never falls, and leaves room for a further copy. */
function risingProgress(report: (fraction: number) => void, copies: number) {
  let copy = 0;
  let last = 0;
  const advance = (fraction: number): void => {
    const total = Math.min(0.99, (copy + Math.min(1, fraction)) / copies);
    if (total <= last) return;
    last = total;
    report(total);
  };
  return Object.assign(advance, { next: (): void => void copy++ });
}
