import { z } from "zod";
import { withoutUnseen } from "../format/unseen.ts";

export const Id = z.uuid();
/** An instant, ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime({ offset: true });
export const Locale = z.enum(["es", "en"]);
export type Locale = z.infer<typeof Locale>;

/** By this header a request asks for its answer in a language, with a region or without, whatever the profile of who is signed in says. */
export const languageHeader = "Caudal-Language";

/**
 * By this header a request says in which account it believes to act. Where its session has come to act in another one meanwhile, it is
 * refused instead of done there.
 */
export const accountHeader = "Caudal-Account";

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

/** By what is kept out: signs beyond U+FFFF, which JavaScript reads as two and others as one, are let in by every reader of the API's document. */
const unseen =
  "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb";

/**
 * Anything but control characters, of which databases and logs make other things, and what cannot be seen or turns the direction of what
 * follows, by which one name looks like another.
 */
const printable = new RegExp(`^[^${unseen}]*$`);

/**
 * A text of one line in which all can be seen, as in names of files (apps/server/src/uploads/file-name.ts). What joins the parts of an emoji,
 * and letters of Persian, stays where it does that.
 */
export const SeenText = z
  .string()
  .trim()
  .min(1)
  .regex(printable)
  .refine((text) => withoutUnseen(text) === text, { params: { holds: "unseen" } });

/** A name as a person writes it. */
export const PersonName = SeenText.max(200);

/** The name of a person or an account: it stands in mails to others, whose programs would make a link of an address in it. */
export const MailedName = PersonName.refine((name) => !/:\/\/|www\./i.test(name), { params: { holds: "link" } });
