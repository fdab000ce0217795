import type { RssReport } from "./capped-process.ts";

/**
 * For a process that `startCappedProcess` started: it lives as long as the pipe to its parent, and not a moment longer.
 * A parent that was killed closes the pipe. Other threads may be at work, which an orderly exit would wait for, so the process
 * ends itself the hard way after `clear`, which may only do what is done at once.
 */
export function liveWithParent(clear: () => void): void {
  process.on("disconnect", () => {
    try {
      clear();
    } finally {
      process.kill(process.pid, "SIGKILL");
    }
  });
  // Ctrl-C reaches the whole group of processes; the parent decides when this one ends.
  process.on("SIGINT", () => undefined);
  // Where the system does not tell the parent how much memory a process holds, the process says so itself.
  if (process.platform !== "linux") {
    setInterval(() => tellParent<RssReport>({ kind: "rss", bytes: process.memoryUsage.rss() }), 100).unref();
  }
}

/**
 * A parent that is going is told nothing any more. What fails to reach it ends up in the callback: without one it would end the
 * process as an uncaught error, before `liveWithParent` could clear.
 */
export function tellParent<Message extends { readonly kind: string }>(message: Message): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
