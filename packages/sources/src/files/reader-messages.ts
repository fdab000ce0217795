import type { FaultCode, FaultParams, FaultPersistence } from "@caudal/base/fault.ts";
import type { FileReading } from "@caudal/contract/resources/reading.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import type { ReadingLimits } from "./limits.ts";

export type ReadFile = {
  readonly path: string;
  readonly fileName: string;
  /** Of this reading alone, and removed with it. */
  readonly scratchDir: string;
  readonly limits: ReadingLimits;
};

export type ToReader = { readonly kind: "read"; readonly task: ReadFile };

export type FromReader =
  | { readonly kind: "progress"; readonly fraction: number }
  | { readonly kind: "done"; readonly reading: FileReading; readonly scan: Scan }
  | {
      readonly kind: "fault";
      readonly code: FaultCode;
      readonly params: FaultParams;
      readonly persistence: FaultPersistence;
      /** For logs: what was thrown, and where. */
      readonly cause: string;
    };
