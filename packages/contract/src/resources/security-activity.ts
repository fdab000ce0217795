import { z } from "zod";
import { ownSecurityActions } from "../audit/security-actions.ts";
import { Instant } from "./common.ts";

export const SecurityActivity = z
  .object({
    id: z.string(),
    at: Instant,
    action: z.enum(ownSecurityActions),
    /** me: the person themselves; other: a manager, or the platform; unknown: whoever it was, they did not show it. */
    by: z.enum(["me", "other", "unknown"]),
    address: z.string().nullable(),
    /** The key's name, where it is about one. */
    name: z.string().nullable(),
    /** How often the same happened since the entry before it: refusals that follow each other closely are one entry. */
    times: z.number().int().min(1),
    /** Why, where it is known: of a key that it is revoked, expired or unknown; of an operation the code of its refusal. */
    reason: z.string().nullable(),
    /** The operation that was refused. */
    operation: z.string().nullable(),
  })
  .meta({ id: "SecurityActivity" });
export type SecurityActivity = z.infer<typeof SecurityActivity>;
