/** How much a file from a person may ask of us. Every limit that is passed becomes a Fault that names the figure. */
export type ReadingLimits = {
  /** Bytes that a gzip file or a workbook may unpack to, counted while they are unpacked. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes per packed byte, looked at once more than `ratioFloorBytes` were unpacked. */
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
  /** Entries of a zip archive. */
  readonly maxEntries: number;
  readonly maxColumns: number;
  /** Characters of one cell. */
  readonly maxCellLength: number;
  /** Bytes read from a text file before its dialect and types are decided, over all samples. */
  readonly maxSampleBytes: number;
  /** Memory that the process which reads a file may take for it; past it the process is killed and the file refused. */
  readonly maxReaderBytes: number;
  /** Bytes of a packed workbook; it is held in memory as it came. */
  readonly maxWorkbookBytes: number;
  /** Bytes that the parts of a workbook may unpack to, together. */
  readonly maxWorkbookUnpackedBytes: number;
  /** Bytes of a workbook that cannot be streamed (xls, xlsb, ods) and is held in memory whole. */
  readonly maxWholeWorkbookBytes: number;
};

const MiB = 1024 * 1024;

export const defaultLimits: ReadingLimits = {
  maxUnpackedBytes: 20 * 1024 * MiB,
  maxRatio: 400,
  ratioFloorBytes: 64 * MiB,
  maxEntries: 20_000,
  maxColumns: 4_096,
  maxCellLength: 16 * MiB,
  maxSampleBytes: 2 * MiB,
  maxReaderBytes: 512 * MiB,
  maxWorkbookBytes: 512 * MiB,
  maxWorkbookUnpackedBytes: 4 * 1024 * MiB,
  maxWholeWorkbookBytes: 64 * MiB,
};
