import type { Log } from "@caudal/base/log.ts";

/** A log that a test can look into. */
export function createListLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (_: object, message: string) => void lines.push(`${level} ${message}`);
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
