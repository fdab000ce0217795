import { createSeededRandom } from "./seeded-random.ts";

/** Where a worker is killed: as it stands at `place`, or `delayMs` after it went on from there. */
export type Kill = { readonly place: string; readonly delayMs: number };

/**
 * What is to happen to run after run: one to three kills each, at places in the order in which a run comes by. Of any `places.length` kills
 * in a row each place gets one, so that none is left out by chance; two of three are exact, the third lands somewhere behind its place.
 */
export function* planKills(
  seed: number,
  places: readonly string[],
  longestDelayMs = 60,
): Generator<readonly Kill[], never> {
  const random = createSeededRandom(seed);
  const pick = (below: number) => Math.floor(random() * below);
  let deck: string[] = [];
  for (;;) {
    const kills: Kill[] = [];
    for (let left = 1 + pick(3); left > 0; left -= 1) {
      if (deck.length === 0) deck = [...places];
      const [place] = deck.splice(pick(deck.length), 1);
      if (place !== undefined) kills.push({ place, delayMs: pick(3) === 0 ? 1 + pick(longestDelayMs) : 0 });
    }
    yield kills.toSorted((a, b) => places.indexOf(a.place) - places.indexOf(b.place));
  }
}
