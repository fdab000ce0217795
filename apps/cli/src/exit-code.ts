import type { Fault, FaultCode } from "@caudal/base/fault.ts";

/** What the command's exit status says, for scripts. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreadable: 3, resources: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const resourceCodes: readonly FaultCode[] = [
  "reading_out_of_memory",
  "engine_out_of_memory",
  "engine_time_limit",
  "storage_full",
  "storage_read_only",
];

/** unreadable: the file is at fault; resources: memory, time or disk were not enough; failed: everything else. */
export function exitCodeOf(fault: Fault): ExitCode {
  if (fault.code === "run_cancelled") return exitCodes.interrupted;
  if (fault.code.startsWith("file_")) return exitCodes.unreadable;
  if (resourceCodes.includes(fault.code)) return exitCodes.resources;
  return exitCodes.failed;
}
