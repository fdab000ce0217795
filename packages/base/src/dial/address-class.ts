import ipaddr from "ipaddr.js";

/**
 * What kind of place an address leads to. Only `public` is open to all; `private` is the operator's to open; `this_machine` as well, but port
 * by port. What is left leads nowhere that anybody should be sent: a cloud's metadata service, neighbours on the wire, groups, nothing at all.
 */
export type AddressClass = "public" | "private" | "this_machine" | "closed";

/**
 * Where clouds keep the credentials of the machines that they run, outside of the link-local ranges that are closed as a whole: Alibaba,
 * Azure, Oracle; Amazon, Google and Oracle over IPv6.
 */
const metadata = [
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
  "fd00:c1::a9fe:a9fe",
].map((address) => ipaddr.parse(address).toNormalizedString());

/** By ipaddr.js's names of ranges. What has no line here is closed: a range that becomes known later opens nothing by itself. */
const classOfRange: Readonly<Record<string, AddressClass>> = {
  unicast: "public",
  private: "private",
  uniqueLocal: "private",
  carrierGradeNat: "private",
  loopback: "this_machine",
};

/** The class of a textual address, IPv4 or IPv6; that of the IPv4 address within where it carries one. What is no address is closed. */
export function classifyAddress(address: string): AddressClass {
  const inner = innermostAddress(address);
  if (inner === null || metadata.includes(inner.toNormalizedString())) return "closed";
  const found = classOfRange[inner.range()] ?? "closed";
  return found === "public" && !isGivenOut(inner) ? "closed" : found;
}

/** One way to write each address, so that two spellings of one compare as equal; null for what is none. */
export function normalizeAddress(address: string): string | null {
  return innermostAddress(address)?.toNormalizedString() ?? null;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * The address that packets end up at. IPv4-mapped, IPv4-compatible, translated (RFC 6052, RFC 6145) and ISATAP addresses carry one of IPv4,
 * to which a gateway would take them, the loopback perhaps. 6to4 and Teredo do as well; nobody needs them any more, and they are closed.
 */
export function innermostAddress(address: string): Address | null {
  // A zone names an interface of ours: no address from outside has one.
  if (address.includes("%") || !ipaddr.isValid(address)) return null;
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv6 ? (carriedAddress(parsed) ?? parsed) : parsed;
}

function carriedAddress({ parts }: ipaddr.IPv6): ipaddr.IPv4 | null {
  const [p0, p1, p2, p3, p4, p5, high = 0, low = 0] = parts;
  const carried = (): ipaddr.IPv4 => new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
  const head = [p0, p1, p2, p3, p4, p5].map((part = 0) => part.toString(16)).join(":");
  // ::a.b.c.d, long deprecated: there :: and ::1 are themselves.
  if (head === "0:0:0:0:0:0") return high === 0 && low <= 1 ? null : carried();
  if (["0:0:0:0:0:ffff", "0:0:0:0:ffff:0", "64:ff9b:0:0:0:0"].includes(head)) return carried();
  return (p4 === 0 || p4 === 0x200) && p5 === 0x5efe ? carried() : null;
}

/** What is global on paper: of IPv6 one eighth has been given out, and everything else is nowhere. */
function isGivenOut(address: Address): boolean {
  return address instanceof ipaddr.IPv4 || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}
