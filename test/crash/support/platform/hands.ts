import { createSeededRandom } from "../seeded-random.ts";
import type { Asker } from "./asker.ts";
import type { Deed, Entry } from "./history.ts";

/** With what somebody acts: their browser, their dice, and the book in which everything is noted with when it was asked and answered. */
export type Hands = {
  readonly asker: Asker;
  readonly entries: Entry[];
  random(): number;
  pick<T>(from: readonly T[]): T | undefined;
  /** `from`: when it was begun, by the clock of `performance`. */
  note(from: number, deed: Deed): void;
  /** An answer that nobody should get. */
  surprised(from: number, what: string, status: number, text: string): void;
};

export function createHands(asker: Asker, seed: number): Hands {
  const random = createSeededRandom(seed);
  const entries: Entry[] = [];
  const note = (from: number, deed: Deed): void =>
    void entries.push({ ...deed, who: asker.userId, from, to: performance.now() });
  return {
    asker,
    entries,
    random,
    pick: (from) => from[Math.floor(random() * from.length)],
    note,
    surprised: (from, what, status, text) =>
      note(from, { did: "was surprised", by: `${what}: ${status} ${text.slice(0, 200)}` }),
  };
}

export function json(body: unknown, method = "POST"): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** Shows with the password that it is still whoever signed in, as what gives access away asks for. */
export async function proveIdentity(hands: Hands, password: string): Promise<boolean> {
  const from = performance.now();
  const { response, text } = await hands.asker.ask("/api/me/proof", json({ password }));
  if (response.status === 200) return true;
  hands.surprised(from, "prove", response.status, text);
  return false;
}
