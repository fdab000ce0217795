import { Pool, type Dispatcher } from "undici";

/** One request that is known before: what it asks, and how to see that the answer is right. */
export type PlannedRequest = {
  readonly operation: string;
  readonly path: string;
  readonly cookie: string;
  /** Whose rows may stand in the answer. */
  readonly mayRead: readonly string[];
  /** How many times this person's id must stand in it at least. */
  readonly atLeast: number;
};

export type LoadPlan = {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly requests: readonly PlannedRequest[];
};

export type LoadOutcome = {
  /** Milliseconds from the moment at which a request was due until its answer was whole, by operation. */
  readonly latencies: Readonly<Record<string, readonly number[]>>;
  /** What was wrong, with how often. Must be empty. */
  readonly wrong: Readonly<Record<string, number>>;
  /** Seconds from the first request to the last answer. */
  readonly seconds: number;
  readonly bytes: number;
  /** The longest that this generator itself was late, in milliseconds: beyond it, what is measured is the server's. */
  readonly latestSend: number;
};

/**
 * Sends requests at a fixed rate, whatever becomes of those before: each has its moment, and its time counts from that moment, so that a
 * server that stalls is charged for all who would have come meanwhile (no coordinated omission). autocannon's rate is a closed loop whose
 * figures are corrected afterwards, and it checks no answer against who asked; hence this one.
 */
export async function sendOpenLoop({ url, perSecond, seconds, requests }: LoadPlan): Promise<LoadOutcome> {
  const pool = new Pool(url, { connections: 100, pipelining: 1 });
  const total = Math.round(perSecond * seconds);
  const latencies: Record<string, number[]> = {};
  const wrong: Record<string, number> = {};
  let bytes = 0;
  let latestSend = 0;
  let answered = 0;
  const all = Promise.withResolvers<void>();
  const started = performance.now();
  const finish = (request: PlannedRequest, due: number, problem: string | null, size: number): void => {
    (latencies[request.operation] ??= []).push(performance.now() - started - due);
    if (problem !== null) wrong[problem] = (wrong[problem] ?? 0) + 1;
    bytes += size;
    answered += 1;
    if (answered === total) all.resolve();
  };

  let sent = 0;
  const sendDue = (): void => {
    const now = performance.now() - started;
    for (; sent < total && (sent * 1000) / perSecond <= now; sent += 1) {
      const due = (sent * 1000) / perSecond;
      latestSend = Math.max(latestSend, now - due);
      const request = requests[sent % requests.length];
      if (request === undefined) throw new Error("nothing to send");
      pool.dispatch({ method: "GET", path: request.path, headers: { cookie: request.cookie } }, reading(request, due));
    }
    if (sent === total) clearInterval(ticking);
  };
  const reading = (request: PlannedRequest, due: number): Dispatcher.DispatchHandler => {
    let status = 0;
    const chunks: Buffer[] = [];
    return {
      onRequestStart: () => undefined,
      onResponseStart: (_, code) => void (status = code),
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        const body = Buffer.concat(chunks);
        finish(request, due, problemWith(request, status, body.toString("latin1")), body.byteLength);
      },
      onResponseError: (_, error) => finish(request, due, `${request.operation}: ${error.message}`, 0),
    };
  };
  const ticking = setInterval(sendDue, 1);
  await all.promise;
  const took = (performance.now() - started) / 1000;
  await pool.close();
  return { latencies, wrong, seconds: took, bytes, latestSend };
}

const marker = '"user_id":"';

/** Every person's id that stands in an answer must be the asker's, or that of somebody who shares files with the asker. */
export function problemWith(request: PlannedRequest, status: number, body: string): string | null {
  if (status !== 200) return `${request.operation}: ${status}`;
  let found = 0;
  for (let at = body.indexOf(marker); at !== -1; at = body.indexOf(marker, at + marker.length)) {
    if (!request.mayRead.some((userId) => body.startsWith(userId, at + marker.length)))
      return `${request.operation}: somebody else's row`;
    found += 1;
  }
  return found >= request.atLeast ? null : `${request.operation}: ${found} rows instead of ${request.atLeast}`;
}
