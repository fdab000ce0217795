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
  if (
    !/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(at) ||
    !Id.safeParse(id).success ||
    Number.isNaN(Date.parse(at.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00")))
  ) {
    throw new Fault("invalid_fields", { params: { fields: "cursor" } });
  }
  return { at, id };
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
