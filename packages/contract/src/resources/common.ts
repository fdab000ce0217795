import { z } from "zod";

export const Id = z.uuid();
/** An instant, ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime({ offset: true });
export const Locale = z.enum(["es", "en"]);
export type Locale = z.infer<typeof Locale>;

/** By this header a request asks for its answer in a language, with a region or without, whatever the profile of who is signed in says. */
export const languageHeader = "Caudal-Language";

/** A whole number as an address carries it, in decimal figures only: "0x10", "1e3", "" and " 7" are none, though JavaScript reads them as numbers. */
export function queryInteger(min: number, max: number) {
  return z.preprocess(
    (sent) => (typeof sent === "string" && /^-?\d{1,15}$/.test(sent) ? Number(sent) : sent),
    z.number().int().min(min).max(max),
  );
}

/** A page of a list. `next` goes into `?cursor=` for the following page; null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/**
 * Anything but control characters, of which databases and logs make other things, and what cannot be seen or turns the direction of what
 * follows, by which one name looks like another (the same as in names of files, apps/server/src/uploads/file-name.ts). What joins the parts of
 * an emoji, and letters of Persian, stays.
 */
export const printable =
  /^[ -~\u00a0-\u00ac\u00ae-\u061b\u061d-\u180d\u180f-\u200a\u200c-\u200d\u2010-\u2027\u202f-\u205f\u2070-\ufefe\uff00-\ufff8\ufffc-\uffff]*$/;

/** A name as a person writes it. */
export const PersonName = z.string().trim().min(1).max(200).regex(printable);

/** The name of a person or an account: it stands in mails to others, whose programs would make a link of an address in it. */
export const MailedName = PersonName.refine((name) => !/:\/\/|www\./i.test(name), { params: { holds: "link" } });
