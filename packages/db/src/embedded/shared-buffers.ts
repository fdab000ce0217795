const mebibyte = 1024 * 1024;

/**
 * What PostgreSQL keeps of its pages in memory of its own, in MiB: a sixteenth of the machine's, because the engine and the server live on it
 * too, from PostgreSQL's own 128 MB up to 1 GB. What lies beyond comes from the system's cache, checksummed anew each time.
 */
export function sharedBuffersMb(machineBytes: number): number {
  return Math.min(1024, Math.max(128, Math.floor(machineBytes / 16 / mebibyte)));
}
