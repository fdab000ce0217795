import type { ServerResponse } from "node:http";
import { Fault } from "@caudal/base/fault.ts";
import { whenAnswered } from "../http/when-answered.ts";

export type Limit = {
  readonly name: string;
  readonly of: Holder;
  readonly what: "requests" | "transfers";
  readonly max: number;
};
type Holder = "person" | "key" | "network" | "link" | "everybody";

export type Counter = { readonly limit: Limit; readonly open: Map<string, number> };
export type Count = readonly [Counter, string];

/** What a request counts as until it ends, or that and the one that takes it over. */
type Place = { readonly counts: readonly Count[]; holders: number };
/** The one that ends and the one that goes on: with more on one place there would be more under way than there may be. */
const mostHolders = 2;

/** When one ends nobody knows; asking again costs little. */
const askAgain = 5;

/**
 * Takes all of these or none until the answer has gone: whoever is refused by one takes nothing of the others. Requests with the same
 * `going` go on with the same thing: what the earlier one counts as is not asked of the later one again, and goes with the last of them.
 *
 * @throws Fault `too_many_at_once`.
 */
export type HoldPlace = (asked: readonly Count[], response: ServerResponse, going?: string | null) => void;

export function createPlaces(onLimited: (name: string) => void): HoldPlace {
  /** The place of the request that came last. */
  const goingOn = new Map<string, Place>();

  return (asked, response, going = null) => {
    const last = going === null ? undefined : goingOn.get(going);
    const shared = last !== undefined && last.holders < mostHolders ? last : null;
    const place = shared ?? { counts: asked, holders: 0 };
    // From another network, say.
    const besides = shared === null ? [] : asked.filter((count) => !shared.counts.some((each) => isSame(each, count)));
    const wanted = shared === null ? asked : besides;
    const full = wanted.find(([{ limit, open }, key]) => (open.get(key) ?? 0) >= limit.max);
    if (full !== undefined) {
      const [{ limit }] = full;
      onLimited(limit.name);
      response.setHeader("retry-after", String(askAgain));
      const { of, what, max } = limit;
      throw new Fault("too_many_at_once", { params: { of, what, max, seconds: askAgain } });
    }
    const counts = whenAnswered(response, () => {
      giveBack(besides);
      place.holders -= 1;
      if (place.holders > 0) return;
      giveBack(place.counts);
      if (going !== null && goingOn.get(going) === place) goingOn.delete(going);
    });
    if (!counts) return;
    place.holders += 1;
    for (const [{ open }, key] of wanted) open.set(key, (open.get(key) ?? 0) + 1);
    if (going !== null) goingOn.set(going, place);
  };
}

const isSame = ([counter, key]: Count, [other, otherKey]: Count): boolean => counter === other && key === otherKey;

function giveBack(counts: readonly Count[]): void {
  for (const [{ open }, key] of counts) {
    const left = (open.get(key) ?? 1) - 1;
    if (left === 0) open.delete(key);
    else open.set(key, left);
  }
}
