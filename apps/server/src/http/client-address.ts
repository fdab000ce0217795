import type { IncomingMessage } from "node:http";

/**
 * Where a request came from. With `trustedProxies` own proxies in front, each of which appends the address it saw to X-Forwarded-For,
 * it is the entry that the outermost of them wrote; what stands before it was written by the client and says nothing.
 */
export function clientAddressOf(remoteAddress: string, forwardedFor: string | null, trustedProxies: number): string {
  const direct = remoteAddress.replace(/^::ffff:/, "");
  if (trustedProxies === 0 || forwardedFor === null) return direct;
  const entries = forwardedFor.split(",").map((entry) => entry.trim());
  return entries.at(-trustedProxies) || direct;
}

/** The same of a request as Node has it. */
export function addressOfRequest(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = request.headersDistinct["x-forwarded-for"]?.join(", ") ?? null;
  return clientAddressOf(request.socket.remoteAddress ?? "", forwarded, trustedProxies);
}

export function isLoopback(address: string): boolean {
  return address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address.replace(/^::ffff:/, ""));
}
