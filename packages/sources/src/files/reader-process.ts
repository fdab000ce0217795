/** The process that reads one file a person sent: see inspect-file.ts. */
import { rmSync } from "node:fs";
import { liveWithParent, tellParent } from "@caudal/base/capped-child.ts";
import { toFault } from "@caudal/base/fault.ts";
import { inspectHere } from "./inspect-here.ts";
import type { FromReader, ReadFile, ToReader } from "./reader-messages.ts";

/** Progress finer than this is not worth a message. */
const worthTelling = 0.005;

let scratchDir: string | null = null;

async function read(task: ReadFile): Promise<void> {
  scratchDir = task.scratchDir;
  let told = 0;
  const onProgress = (fraction: number): void => {
    if (fraction < 1 && fraction - told < worthTelling) return;
    told = fraction;
    tellParent<FromReader>({ kind: "progress", fraction });
  };
  try {
    const { reading, scan } = await inspectHere(task.path, { ...task, onProgress });
    tellParent<FromReader>({ kind: "done", reading, scan });
  } catch (thrown) {
    const { code, params, persistence, cause, stack } = toFault(thrown);
    const told = cause instanceof Error ? (cause.stack ?? cause.message) : (stack ?? code);
    tellParent<FromReader>({ kind: "fault", code, params, persistence, cause: told });
  }
}

process.on("message", (message: ToReader) => void read(message.task));

liveWithParent(() => {
  // A write that another thread had begun may still put a file there: then it takes another try.
  if (scratchDir !== null) rmSync(scratchDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
});
