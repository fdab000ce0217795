import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Fault, type FaultCode, faultCodes, type FaultParams } from "@caudal/base/fault.ts";
import { z } from "zod";

const tailBytes = 16_384;

/** A line of the server's log that tells why it could not start. */
const FaultLine = z.looseObject({
  err: z.looseObject({
    code: z.enum(faultCodes as unknown as [FaultCode, ...FaultCode[]]),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  }),
});

/** Why a server ended before it was ready, from the last lines of its log; `internal` with those lines when it does not say. */
export function readEnd(logFile: string): Fault {
  const lines = readTail(logFile).trim().split("\n");
  for (const line of lines.toReversed()) {
    const fault = readFaultLine(line);
    if (fault !== undefined) return fault;
  }
  return new Fault("internal", { cause: new Error(`${logFile}\n${lines.slice(-15).join("\n")}`) });
}

function readFaultLine(line: string): Fault | undefined {
  try {
    const { err } = FaultLine.parse(JSON.parse(line));
    return new Fault(err.code, { params: (err.params ?? {}) satisfies FaultParams });
  } catch {
    return undefined; // Any other line.
  }
}

function readTail(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    const length = Math.min(size, tailBytes);
    const buffer = Buffer.alloc(length);
    readSync(descriptor, buffer, 0, length, size - length);
    return buffer.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}
