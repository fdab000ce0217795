import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startCappedProcess, type ProcessEnd } from "@caudal/base/capped-process.ts";
import { Fault } from "@caudal/base/fault.ts";
import type { InspectedFile, InspectOptions } from "./inspected-file.ts";
import { defaultLimits, type ReadingLimits } from "./limits.ts";
import type { FromReader, ReadFile, ToReader } from "./reader-messages.ts";
import { toStorageFault } from "./scratch-copy.ts";

/** What Node and our code hold before a byte of the file is read. */
const ownBytes = 160 * 1024 * 1024;

/**
 * Decides how a file that a person sent is read as one table, in a process of its own: whatever the file does to it, the caller
 * keeps its memory and goes on answering. Throws Faults `file_*`, `reading_out_of_memory`, `storage_full`, `engine_crashed` when the
 * process died of something else, and `run_cancelled` when aborted.
 */
export async function inspectFile(path: string, options: InspectOptions): Promise<InspectedFile> {
  if (options.signal?.aborted === true) throw new Fault("run_cancelled");
  const limits = options.limits ?? defaultLimits;
  const scratchDir = await mkdtemp(join(options.scratchDir, "reading-")).catch((error: unknown) => {
    throw toStorageFault(error);
  });
  const cleanup = (): Promise<void> => rm(scratchDir, { recursive: true, force: true });
  try {
    const { reading, scan } = await readInProcess({ path, fileName: options.fileName, scratchDir, limits }, options);
    // Without a copy there is nothing to keep the folder for.
    if (!scan.path.startsWith(scratchDir)) await cleanup();
    return { reading, scan, cleanup };
  } catch (error) {
    await cleanup();
    throw error;
  }
}

async function readInProcess(task: ReadFile, options: InspectOptions): Promise<Omit<InspectedFile, "cleanup">> {
  const memory = task.limits.maxReaderBytes;
  const reader = startCappedProcess<ToReader, FromReader>({
    file: new URL("./reader-process.ts", import.meta.url),
    cwd: task.scratchDir,
    maxRssBytes: memory + ownBytes,
    nodeArgs: [`--max-old-space-size=${Math.ceil(memory / 1024 ** 2)}`],
  });
  let answer: Exclude<FromReader, { kind: "progress" }> | null = null;
  reader.hear((message) => {
    if (message.kind === "progress") options.onProgress?.(message.fraction);
    else {
      answer = message;
      reader.kill();
    }
  });
  options.signal?.addEventListener("abort", reader.kill, { once: true });
  reader.send({ kind: "read", task });
  // Only once the process is gone is its scratch folder no longer written to.
  const end = await reader.ended;
  options.signal?.removeEventListener("abort", reader.kill);
  return resultOf(answer, end, task, options.signal);
}

function resultOf(
  answer: Exclude<FromReader, { kind: "progress" }> | null,
  end: ProcessEnd,
  { fileName: name, limits }: { readonly fileName: string; readonly limits: ReadingLimits },
  signal: AbortSignal | undefined,
): Omit<InspectedFile, "cleanup"> {
  if (answer?.kind === "done") return { reading: answer.reading, scan: answer.scan };
  if (signal?.aborted === true) throw new Fault("run_cancelled");
  if (answer?.kind === "fault") {
    const { code, params, persistence, cause } = answer;
    throw new Fault(code, { params, persistence, cause });
  }
  if (end.overMemory || /heap out of memory|Array buffer allocation failed/.test(end.lastWords))
    throw new Fault("reading_out_of_memory", { params: { name, limit: limits.maxReaderBytes } });
  throw new Fault("engine_crashed", {
    params: { exitCode: end.exitCode, signal: end.signal },
    cause: end.error ?? end.lastWords,
    persistence: "transient",
  });
}
