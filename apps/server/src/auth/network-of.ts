import { isIPv6 } from "node:net";

/** What one customer of a provider has: an address of IPv4, or the first 64 bits of one of IPv6, below which anybody has billions. */
export function networkOf(address: string): string {
  return networksOf(address)[0];
}

/**
 * The networks that an address belongs to, the smallest first: of IPv4 the address; of IPv6 the /64 of one household or office, and the /56 and
 * the /48 that one customer may be given, with their 256 and 65,536 of them.
 */
export function networksOf(address: string): readonly [string] | readonly [string, string, string] {
  const direct = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(direct)) return [direct];
  const written = new URL(`http://[${direct.replace(/%.*$/, "")}]/`).hostname.slice(1, -1);
  const [head = "", tail] = written.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [
    ...first,
    ...Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => "0"),
    ...last,
  ];
  const [a = "0", b = "0", c = "0", d = "0"] = groups;
  const upper = (Number.parseInt(d, 16) & 0xff00).toString(16);
  return [`${a}:${b}:${c}:${d}::/64`, `${a}:${b}:${c}:${upper}::/56`, `${a}:${b}:${c}::/48`];
}
