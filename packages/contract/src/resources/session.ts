import { z } from "zod";
import { Id, Instant } from "./common.ts";

/** A place in which somebody is signed in. */
export const Session = z
  .object({
    id: Id,
    /** Whether it is the one that asks. */
    current: z.boolean(),
    created_at: Instant,
    /** To within five minutes. */
    last_used_at: Instant,
    /** When it ends unless it is used before. */
    expires_at: Instant,
    /** When it ends for good, however much it is used. */
    ends_at: Instant,
    /** From where it was begun, as this server saw it. */
    address: z.string().nullable(),
    /** The program in which it was begun, as far as it says what it is: names, such as "Firefox" and "Windows". */
    program: z.object({ name: z.string().nullable(), system: z.string().nullable() }),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;
