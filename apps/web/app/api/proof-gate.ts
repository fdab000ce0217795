import { useSyncExternalStore } from "react";
import { readProblem } from "./failure.ts";
import { onPresenceEnd, watchPresence } from "./presence.ts";

/** What waits for its person to show that it is still they; `answer` says whether they did. */
type Asked = { readonly answer: (proved: boolean) => void };

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function set(next: Asked | null): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Asks for a proof; of several at once, the later ones wait for the same answer. Without a page that asks, nobody proves anything. */
export function askForProof(): Promise<boolean> {
  if (listeners.size === 0) return Promise.resolve(false);
  const before = asked;
  return new Promise((resolve) => {
    set({
      answer: (proved) => {
        before?.answer(proved);
        resolve(proved);
      },
    });
  });
}

export function answerProof(proved: boolean): void {
  const waiting = asked;
  set(null);
  waiting?.answer(proved);
}

// Its person is gone: whoever comes next is asked nothing, and what waited is not done.
onPresenceEnd(() => answerProof(false));

export function useProofAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked !== null,
  );
}

/**
 * Fetches; where the server wants a recent proof first, asks for one and fetches again. So whatever a page asks for goes on where it was, and
 * no page has to know which operations those are. Whoever gives none gets the refusal; nothing is sent again for another person than began it.
 */
export async function fetchWithProof(send: () => Promise<Response>): Promise<Response> {
  const isStillThere = watchPresence();
  const response = await send();
  if (response.status !== 403) return response;
  const problem = readProblem(await response.clone().text());
  if (problem?.code !== "proof_needed" || !isStillThere()) return response;
  return (await askForProof()) && isStillThere() ? send() : response;
}
