import type { FileReading } from "@caudal/contract/resources/reading.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import type { ReadingLimits } from "./limits.ts";

export type InspectOptions = {
  /** As the person named it; only its extension is looked at, and only to break ties. */
  readonly fileName: string;
  /** A folder that exists and belongs to this inspection; scratch copies are written into it. */
  readonly scratchDir: string;
  readonly limits?: ReadingLimits;
  readonly signal?: AbortSignal;
  /** 0 to 1, never falling; called only where a copy has to be written. */
  readonly onProgress?: (fraction: number) => void;
};

/** How a file was read, and how an engine reads it. `cleanup` removes the scratch copy, if there is one; call it when the scan is no longer needed. */
export type InspectedFile = {
  readonly reading: FileReading;
  readonly scan: Scan;
  readonly cleanup: () => Promise<void>;
};
