import { z } from "zod";

export const Id = z.uuid();
/** An instant, ISO 8601 in UTC with milliseconds. */
export const Instant = z.iso.datetime({ offset: true });
export const Locale = z.enum(["es", "en"]);
export type Locale = z.infer<typeof Locale>;

/** A page of a list. `next` goes into `?cursor=` for the following page; null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** A name as a person writes it: anything but control characters, of which databases and logs make other things. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u);
