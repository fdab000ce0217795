const ownNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Where a connection came in. */
export type ReachedAt = { readonly localAddress?: string | undefined; readonly localPort?: number | undefined };

/**
 * Whether a Host header names this installation: by the address that people use, by the one that it listens on or that the
 * connection reached, or as this machine.
 * Any other name may be somebody's who made it lead here, so that a browser takes their page and ours for one site (DNS rebinding).
 */
export function isOwnHost(
  host: string | undefined,
  own: { readonly baseUrl: string; readonly host: string },
  { localAddress, localPort }: ReachedAt,
): boolean {
  const base = new URL(own.baseUrl);
  if (parse(host, base.protocol)?.host === base.host) return true;
  const asked = parse(host, "http:");
  if (asked === null) return false;
  // Nobody can make these names lead elsewhere; another port is a tunnel (`ssh -L 9000:localhost:8080`) or a container's.
  if (ownNames.has(asked.hostname)) return true;
  if (Number(asked.port || 80) !== localPort) return false;
  return [localAddress ?? "", own.host].map(nameOf).includes(asked.hostname);
}

function parse(host: string | undefined, protocol: string): URL | null {
  if (host === undefined || !/^[^\s/\\?#@]+$/.test(host)) return null;
  return URL.parse(`${protocol}//${host}`);
}

function nameOf(address: string): string | undefined {
  const direct = address.replace(/^::ffff:/, "");
  return URL.parse(`http://${direct.includes(":") ? `[${direct}]` : direct}`)?.hostname;
}
