import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { atMost } from "../at-most.ts";
import { Fault } from "../fault.ts";
import { judgePeer, type DialPolicy, type Verdict } from "./judge-peer.ts";

export type ResolvedAddress = { readonly address: string; readonly family: 4 | 6 };

/** Every address of a name; a name without any is an error. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** A peer whose addresses were asked for once, and all found open. A socket of any kind is opened to these, never to the name again. */
export type PinnedPeer = {
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly ResolvedAddress[];
};

export type Resolvers = {
  readonly resolve: Resolve;
  /** Addresses behind the name by which others reach this platform; never fails. */
  readonly reachedAddresses: (host: string) => Promise<readonly string[]>;
};

const resolveMs = 5_000;

/** The system's own resolver, hosts file included, so that what is judged is what this machine would dial. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, order: "verbatim" })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

/**
 * Asks once for a name's addresses and judges each. One that may not be dialled closes the whole name: which of several a later connection
 * takes is chance, and a name that leads to a good place and to this machine was made to.
 *
 * @throws Fault `dial_unresolved` (passes by itself), `dial_refused` with the verdict.
 */
export async function pinPeer(
  host: string,
  port: number,
  policy: DialPolicy,
  { resolve, reachedAddresses }: Resolvers,
  signal?: AbortSignal,
): Promise<PinnedPeer> {
  const [addresses, reached] = await Promise.all([
    resolveAll(host, resolve, signal),
    // A resolver that says nothing about ourselves holds up no call for longer than one about whom is called.
    policy.reachedAt === undefined ? [] : atMost(resolveMs, reachedAddresses(policy.reachedAt.host), []),
  ]);
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  const worst = addresses
    .map(({ address }) => judgePeer({ host, address, port }, policy, own, reached))
    .find((verdict) => verdict !== "open");
  if (worst !== undefined) throw refusal(host, port, worst);
  return { host, port, addresses };
}

function refusal(host: string, port: number, verdict: Verdict): Fault {
  return new Fault("dial_refused", { params: { host, port, verdict } });
}

async function resolveAll(host: string, resolve: Resolve, signal?: AbortSignal): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
  const late = Promise.withResolvers<never>();
  const giveUp = (): void => late.reject(new Error("no answer in time"));
  const timer = setTimeout(giveUp, resolveMs);
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    const addresses = await Promise.race([resolve(host), late.promise]);
    if (addresses.length === 0) throw new Error("no address");
    return addresses;
  } catch (cause) {
    throw new Fault("dial_unresolved", { params: { host }, persistence: "transient", cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** What Node's sockets take for a resolver: it knows this one peer, and asks nobody. */
export function pinnedLookup(peer: PinnedPeer): LookupFunction {
  return (_host, options, found) => {
    const wanted = peer.addresses.filter(({ family }) => !options.family || family === options.family);
    const [first] = wanted;
    if (first === undefined) return found(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), "");
    if (options.all === true) found(null, [...wanted]);
    else found(null, first.address, first.family);
  };
}
