import { z } from "zod";
import { Id, Instant } from "./common.ts";
import { ApiKey } from "./api-key.ts";

/** An API key of somebody else: by what its person knows it, and nothing that opens anything. */
const MemberKey = ApiKey.pick({
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  created_at: true,
  expires_at: true,
  last_used_at: true,
});

/** A link to a file of somebody else: that it is there and until when. Which file, and what it is called, is that person's alone. */
const MemberLink = z.object({ id: Id, created_at: Instant, expires_at: Instant.nullable() });

export const MemberWays = z
  .object({ keys: z.array(MemberKey), links: z.array(MemberLink) })
  .meta({ id: "MemberWaysIn" });
export type MemberWays = z.infer<typeof MemberWays>;

/** Which ones; all where nothing is said. */
export const EndWays = z.object({ ids: z.array(Id).max(500).optional() }).meta({ id: "EndWaysIn" });
/** How many of them still opened something. */
export const EndedWays = z.object({ ended: z.number().int() }).meta({ id: "EndedWaysIn" });
