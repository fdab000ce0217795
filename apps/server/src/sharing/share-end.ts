import { Fault } from "@caudal/base/fault.ts";

const day = 24 * 3_600_000;
const linkDays = 30;
const longestLinkDays = 366;

/**
 * When a share ends by itself; null for never. Members may keep one without an end, because they leave with the account; an address goes on
 * from hand to hand, so a link always has one. `now` is the database's, which judges it later, in milliseconds since 1970.
 *
 * @throws Fault `share_expiry_invalid`
 */
export function endOfShare(asked: string | null | undefined, kind: "member" | "link", now: number): Date | null {
  if (asked === undefined || asked === null) return kind === "member" ? null : new Date(now + linkDays * day);
  const end = Date.parse(asked);
  if (!(end > now) || (kind === "link" && end > now + longestLinkDays * day))
    throw new Fault("share_expiry_invalid", { params: { link: kind === "link" } });
  return new Date(end);
}
