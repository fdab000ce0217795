import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Where a request came from. With `trustedProxies` own proxies in front, each of which appends the address it saw to X-Forwarded-For,
 * it is the entry that the outermost of them wrote; what stands before it was written by the client and says nothing.
 */
export function clientAddressOf(remoteAddress: string, forwardedFor: string | null, trustedProxies: number): string {
  const direct = plainAddress(remoteAddress);
  if (trustedProxies === 0 || forwardedFor === null) return direct;
  const entries = forwardedFor.split(",").map((entry) => entry.trim());
  return plainAddress(entries.at(-trustedProxies) || direct);
}

/**
 * An address without what some proxies write around it: `203.0.113.7:51234` (Azure), `[2001:db8::1]:51234`. Each connection of a client has
 * a port of its own: counted with it, no limit would hold for anybody. What is no address stays as it is.
 */
function plainAddress(written: string): string {
  const bare = /^\[(.*)\](?::\d{1,5})?$/.exec(written)?.[1] ?? /^([^:]*):\d{1,5}$/.exec(written)?.[1] ?? written;
  return (isIP(bare) === 0 ? written : bare).replace(/^::ffff:(?=\d+\.)/i, "");
}

/** The same of a request as Node has it. */
export function addressOfRequest(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = request.headersDistinct["x-forwarded-for"]?.join(", ") ?? null;
  return clientAddressOf(request.socket.remoteAddress ?? "", forwarded, trustedProxies);
}

export function isLoopback(address: string): boolean {
  return address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address.replace(/^::ffff:/, ""));
}
