import { readFileSync } from "node:fs";

/** Resident memory of a process now and at its highest, in bytes; null where the system does not tell, or it has gone. */
export function readMemory(pid: number): { readonly rss: number; readonly peak: number } | null {
  if (process.platform !== "linux") return null;
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    // The process ended between two looks: its exit is told elsewhere.
    return null;
  }
  const rss = kibibytes(status, "VmRSS");
  const peak = kibibytes(status, "VmHWM");
  return rss === null ? null : { rss, peak: peak ?? rss };
}

function kibibytes(status: string, field: string): number | null {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status);
  return found === null ? null : Number(found[1]) * 1024;
}
