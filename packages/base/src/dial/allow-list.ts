import ipaddr from "ipaddr.js";
import { innermostAddress } from "./address-class.ts";
import { isHost } from "./read-address.ts";

/** One line of the operator's: a range of addresses or a host's name, with a port or for all of them. */
export type AllowedPeer = {
  readonly to: { readonly kind: "range"; readonly range: readonly [ipaddr.IPv4 | ipaddr.IPv6, number] } | HostName;
  readonly port: number | null;
};
type HostName = { readonly kind: "name"; readonly name: string };

/** Reads `10.0.0.0/8, crm.interno.example, 127.0.0.1:5433, [::1]:25`; null when a part is none of these. */
export function parseAllowList(text: string): readonly AllowedPeer[] | null {
  const entries = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseEntry);
  return entries.every((entry) => entry !== null) ? entries : null;
}

function parseEntry(text: string): AllowedPeer | null {
  const range = parseRange(text);
  if (range !== null) return { to: { kind: "range", range }, port: null };
  const match = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? "";
  const port = match?.[2] === undefined ? null : Number(match[2]);
  if (host === "" || (port !== null && (port < 1 || port > 65_535))) return null;
  const inner = parseRange(host.replace(/^\[|\]$/g, ""));
  if (inner !== null) return { to: { kind: "range", range: inner }, port };
  const name = host.toLowerCase().replace(/\.$/, "");
  return isHost(name) ? { to: { kind: "name", name }, port } : null;
}

function parseRange(text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  // Not the shorthands that ipaddr.js knows too ("10.1", "0x7f.1"): an operator who writes one means something else.
  if (!ipaddr.IPv6.isValid(text) && !ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
  const address = innermostAddress(text);
  return address === null ? null : [address, address.kind() === "ipv4" ? 32 : 128];
}

/** The entries that name this peer: `host` as the caller wrote it, `address` as it was resolved. */
export function entriesFor(
  allowed: readonly AllowedPeer[],
  peer: { readonly host: string; readonly address: string; readonly port: number },
): readonly AllowedPeer[] {
  const address = innermostAddress(peer.address);
  const host = peer.host.toLowerCase().replace(/\.$/, "");
  return allowed.filter(({ to, port }) => {
    if (port !== null && port !== peer.port) return false;
    if (to.kind === "name") return to.name === host;
    return address !== null && address.kind() === to.range[0].kind() && address.match(to.range[0], to.range[1]);
  });
}
