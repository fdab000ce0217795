import { classifyAddress, normalizeAddress } from "./address-class.ts";
import { isIP } from "node:net";
import { entriesFor, type AllowedPeer } from "./allow-list.ts";
import type { ReachedAt } from "./reached-at.ts";

export type DialPolicy = {
  /** What the operator opened beyond the public network. */
  readonly allowed: readonly AllowedPeer[];
  /** Ports on which this platform's own parts listen: never dialled on this machine, whatever is allowed. */
  readonly ownPorts: readonly number[];
  /** Where others reach this platform: not dialled either, unless it was opened with its port. */
  readonly reachedAt?: ReachedAt;
};

export type Peer = { readonly host: string; readonly address: string; readonly port: number };

export type Verdict = "open" | "closed_address" | "private_address" | "this_machine" | "own_port" | "odd_port";

/** Ports below 1024 that speak HTTP; at another one a request is a way to talk to something else (mail, a database, a terminal). */
const webPorts = new Set([80, 443]);

/**
 * Whether one resolved peer may be dialled, and if not why. `ownAddresses`: those of this machine's interfaces, under which its services
 * can be reached as well as under the loopback. `reachedAddresses`: those behind the name by which others reach this platform, a router's or a
 * proxy's perhaps, which takes us back here or shows more to us than to others.
 */
export function judgePeer(
  peer: Peer,
  policy: DialPolicy,
  ownAddresses: readonly string[],
  reachedAddresses: readonly string[] = [],
): Verdict {
  const address = normalizeAddress(peer.address);
  const found = classifyAddress(peer.address);
  if (address === null || found === "closed") return "closed_address";
  const entries = entriesFor(policy.allowed, peer);
  if (found === "this_machine" || ownAddresses.some((own) => normalizeAddress(own) === address)) {
    if (policy.ownPorts.includes(peer.port)) return "own_port";
    // A whole machine is never opened: an entry has to say which of its services is meant.
    return entries.some((entry) => entry.port === peer.port) ? "open" : "this_machine";
  }
  const reached = policy.reachedAt;
  if (reached !== undefined && plainName(peer.host) === plainName(reached.host)) {
    if (!entries.some((entry) => entry.port === peer.port))
      return peer.port === reached.port ? "own_port" : "this_machine";
  } else if (reachedAddresses.some((each) => normalizeAddress(each) === address)) {
    // What goes by another name there over TLS is somebody else's service behind the same proxy: its certificate says so.
    const otherService = peer.port === 443 && isIP(peer.host) === 0;
    if (entries.length === 0 && !otherService) return "this_machine";
  }
  if (found === "private" && entries.length === 0) return "private_address";
  const named = entries.some((entry) => entry.port === peer.port);
  return peer.port >= 1024 || webPorts.has(peer.port) || named ? "open" : "odd_port";
}

const plainName = (host: string): string => normalizeAddress(host) ?? host.toLowerCase().replace(/\.$/, "");
