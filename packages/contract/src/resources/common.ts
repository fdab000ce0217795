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
