import { Fault } from "@caudal/base/fault.ts";

/** Longest that the clock of Node can wait for, in milliseconds: 24.8 days. */
const longestTimer = 2 ** 31 - 1;

/**
 * Does work under a signal that also ends it, with `engine_time_limit`, once the limit has passed. The clock starts now and stops
 * with the work; without a limit the signal is handed on as it is.
 */
export async function withDeadline<T>(
  signal: AbortSignal,
  timeLimitMs: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (timeLimitMs === undefined) return work(signal);
  const deadline = new AbortController();
  const expire = (): void =>
    deadline.abort(new Fault("engine_time_limit", { params: { seconds: Math.round(timeLimitMs / 1000) } }));
  const timer = setTimeout(expire, Math.min(timeLimitMs, longestTimer));
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } finally {
    clearTimeout(timer);
  }
}
