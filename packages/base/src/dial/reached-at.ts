import type { Resolve } from "./pin-peer.ts";

/** Where others reach this platform, which may be a proxy's or a router's place and none of this machine's. */
export type ReachedAt = { readonly host: string; readonly port: number };

/** How long an answer holds: whoever moves the name is followed soon, and a call does not pay for a second question each time. */
const holdsMs = 60_000;

/**
 * The addresses behind the name by which others reach this platform. A name that is not answered for leads where it last did: within a house
 * it may have no answer at all, and that is no reason to call nobody.
 */
export function createReachedAddresses(
  resolve: Resolve,
  now: () => number = () => performance.now(),
): (host: string) => Promise<readonly string[]> {
  const known = new Map<string, { readonly until: number; readonly addresses: Promise<readonly string[]> }>();
  return (host) => {
    const before = known.get(host);
    if (before !== undefined && now() < before.until) return before.addresses;
    const addresses = resolve(host).then(
      (found) => found.map(({ address }) => address),
      () => before?.addresses ?? [],
    );
    known.set(host, { until: now() + holdsMs, addresses });
    return addresses;
  };
}
