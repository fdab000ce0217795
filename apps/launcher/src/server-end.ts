import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Fault, faultCodes, type FaultParams } from "@caudal/base/fault.ts";
import { z } from "zod";

const tailBytes = 16_384;

/** A line of the server's log that tells why it could not start. */
const FaultLine = z.looseObject({
  err: z.looseObject({
    code: z.enum(faultCodes),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  }),
});

/**
 * Why a server ended before it was ready, from the last lines that it logged; `internal` with those lines when it does not say.
 * `from` is where the log ended before that server was started: an earlier one's reason is not this one's.
 */
export function readEnd(logFile: string, from: number): Fault {
  const lines = readTail(logFile, from).trim().split("\n");
  for (const line of lines.toReversed()) {
    const fault = readFaultLine(line);
    if (fault !== undefined) return fault;
  }
  const said = lines.filter((line) => !/^\s+at /.test(line)).slice(-15);
  const cause = new Error(`${logFile}\n${said.join("\n")}`);
  // Where in the launcher this was noticed explains nothing.
  delete cause.stack;
  return new Fault("internal", { cause });
}

function readFaultLine(line: string): Fault | undefined {
  try {
    const { err } = FaultLine.parse(JSON.parse(line));
    return new Fault(err.code, { params: (err.params ?? {}) satisfies FaultParams });
  } catch {
    return undefined; // Any other line.
  }
}

function readTail(path: string, from: number): string {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    // Shorter than it was: it has been rotated, and all of it is new.
    const length = Math.min(size < from ? size : size - from, tailBytes);
    const buffer = Buffer.alloc(length);
    readSync(descriptor, buffer, 0, length, size - length);
    return buffer.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}
