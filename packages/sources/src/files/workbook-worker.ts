import { parentPort, workerData } from "node:worker_threads";
import type { FaultCode, FaultParams, FaultPersistence } from "@caudal/base/fault.ts";
import { convertWorkbook, type ConvertedWorkbook, type WorkbookTask } from "./convert-workbook.ts";
import { asReadingFault } from "./scratch-copy.ts";

export type WorkbookMessage =
  | { readonly kind: "progress"; readonly fraction: number }
  | { readonly kind: "done"; readonly converted: ConvertedWorkbook }
  | {
      readonly kind: "fault";
      readonly code: FaultCode;
      readonly params: FaultParams;
      readonly persistence: FaultPersistence;
      readonly message: string;
    };

/** A workbook that eats memory takes this thread down, not the process. */
const send = (message: WorkbookMessage): void => parentPort?.postMessage(message);

try {
  // The thread is started by inspect-workbook.ts alone, with a task of this shape.
  const task: WorkbookTask = workerData;
  send({ kind: "done", converted: await convertWorkbook(task, (fraction) => send({ kind: "progress", fraction })) });
} catch (thrown) {
  const fault = asReadingFault(thrown, undefined);
  const cause = fault.cause instanceof Error ? fault.cause.message : fault.message;
  send({ kind: "fault", code: fault.code, params: fault.params, persistence: fault.persistence, message: cause });
}
