import { setTimeout as delay } from "node:timers/promises";

/** Somebody at a browser: asks whichever server answers, again and again until one does, as a page does that was told of a lost connection. */
export type Asker = {
  readonly userId: string;
  readonly cookie: string;
  /** A cookie of one's own in `init` takes the place of this person's: empty, somebody who is not signed in asks. The first answer that is one: not a lost connection, and nothing that says "later" (423, 429, 503). `times` is how often it was asked. */
  ask(
    path: string,
    init?: RequestInit,
  ): Promise<{ readonly response: Response; readonly text: string; readonly times: number }>;
  /** One attempt; null where there was no answer. */
  tryOnce(path: string, init?: RequestInit): Promise<Response | null>;
};

/** "Come back later" is an answer only to whoever has patience. */
const laterStatuses = new Set([423, 429, 503]);
const patienceMs = 180_000;

export function createAsker(
  who: { readonly userId: string; readonly cookie: string },
  addresses: () => readonly string[],
  random: () => number,
): Asker {
  const tryOnce = async (path: string, init: RequestInit = {}): Promise<Response | null> => {
    const all = addresses();
    const address = all[Math.floor(random() * all.length)] ?? "";
    const headers = new Headers(init.headers);
    if (!headers.has("cookie")) headers.set("cookie", who.cookie);
    try {
      return await fetch(`${address}${path}`, { ...init, headers, signal: AbortSignal.timeout(60_000) });
    } catch {
      return null;
    }
  };
  return {
    ...who,
    tryOnce,
    async ask(path, init) {
      const met: string[] = [];
      for (let times = 1, deadline = Date.now() + patienceMs; ; times += 1) {
        const begun = performance.now();
        const response = await tryOnce(path, init);
        // An answer that was cut off is none.
        const text = await response?.text().catch(() => null);
        if (response !== null && typeof text === "string" && !laterStatuses.has(response.status))
          return { response, text, times };
        const seconds = ((performance.now() - begun) / 1000).toFixed(1);
        met.push(`${response?.status ?? "nothing"} ${codeIn(text)}after ${seconds} s`);
        if (Date.now() > deadline)
          throw new Error(`no answer to ${path} for ${patienceMs / 1000} s: ${met.join(", ")}`);
        await delay(100 + Math.floor(random() * 150));
      }
    },
  };
}

function codeIn(text: string | null | undefined): string {
  const code = /"code":"(\w+)"/.exec(text ?? "")?.[1];
  return code === undefined ? "" : `${code} `;
}
