import { Fault } from "@caudal/base/fault.ts";
import { Id } from "@caudal/contract/resources/common.ts";

/** Where a list goes on: an instant as PostgreSQL writes it, with all its microseconds, and the id that parts those of the same instant. */
export type ListPlace = { readonly at: string; readonly id: string };

export function cursorOf(place: ListPlace): string {
  return Buffer.from(`${place.at}|${place.id}`, "utf8").toString("base64url");
}

/** @throws Fault `invalid_fields` for what is no cursor of ours. */
export function placeOf(cursor: string): ListPlace {
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split("|");
  if (!isInstant(at) || !Id.safeParse(id).success)
    throw new Fault("invalid_fields", { params: { fields: "cursor", reading: true } });
  return { at, id };
}

/** Years and zones at which PostgreSQL stops are far outside of any list; a day that the calendar lacks, it refuses. */
function isInstant(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?[+-](\d\d)(?::(\d\d))?$/.exec(text);
  if (parts === null) return false;
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0, zoneMinute = 0] = parts.map(
    (part) => Number(part ?? 0),
  );
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return (
    year >= 1 &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    zone < 16 &&
    zoneMinute < 60
  );
}

/** One more than asked for tells whether there is a next page. */
export function pageOfRows<T>(
  rows: readonly T[],
  limit: number,
  place: (row: T) => ListPlace,
): { readonly rows: readonly T[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? cursorOf(place(last)) : null };
}
