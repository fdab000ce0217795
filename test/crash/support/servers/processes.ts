import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** DuckDB processes that work below a data folder (their working folder is one in it), with the process that started each. */
export function enginesBelow(dataDir: string): readonly { readonly pid: number; readonly parent: number }[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readlinkSync(`/proc/${pid}/cwd`).startsWith(dataDir)) return [];
      const [, state, parent] = /^\d+ \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      return state === "Z" ? [] : [{ pid: Number(pid), parent: Number(parent) }];
    } catch {
      return []; // It ended while we looked.
    }
  });
}
