import { z } from "zod";
import { Instant } from "./common.ts";

/** A place in the audit's chain: how many entries it holds up to there, and the first 16 digits of the link. */
const Place = z.object({ position: z.number().int(), link: z.string() });

export const AuditHeads = z
  .object({
    /** Whether the chain has the heads that were kept of it outside of the database. */
    agrees: z.boolean(),
    /** Names exactly what was found, for acknowledging it; null where nothing was. */
    id: z.string().nullable(),
    found: z.array(
      z.object({
        found_at: Instant,
        /** gone: the chain has no such position. differs: it has another link there. forged: what stood among the heads is none. */
        why: z.enum(["gone", "differs", "forged"]),
        head: Place.nullable(),
        /** Where the chain ended then. */
        chain: Place.nullable(),
      }),
    ),
  })
  .meta({ id: "AuditHeads" });
export type AuditHeads = z.infer<typeof AuditHeads>;
