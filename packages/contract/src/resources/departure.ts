import { z } from "zod";
import { Id, Instant } from "./common.ts";

/** How much of somebody who left an account is kept there, and until when: then it is removed. */
const kept = { left_at: Instant, ends_at: Instant, files: z.number().int(), bytes: z.number().int() };

/** An account that the person left. */
export const LeftAccount = z.object({ id: Id, name: z.string(), ...kept }).meta({ id: "LeftAccount" });
export type LeftAccount = z.infer<typeof LeftAccount>;

/** Somebody who left the account: what they brought stays theirs alone, and counts. */
export const Departure = z.object({ user_id: Id, name: z.string(), ...kept }).meta({ id: "Departure" });
export type Departure = z.infer<typeof Departure>;
