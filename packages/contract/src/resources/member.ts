import { z } from "zod";
import { MemberRole } from "../access/roles.ts";
import { Id, Instant } from "./common.ts";

/** Somebody who belongs to the account. */
export const Member = z
  .object({
    user_id: Id,
    name: z.string(),
    email: z.string(),
    role: MemberRole,
    access_profile_id: Id,
    joined_at: Instant,
    /** By what they get in: of sessions all, which are a person's, and of keys and links those in this account that open something now. */
    last_sign_in_at: Instant.nullable(),
    second_factor: z.boolean(),
    sessions: z.number().int(),
    keys: z.number().int(),
    links: z.number().int(),
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

/** What is left out stays as it is. Of two who change the same member, the later one's word stands, and both are in the log. */
export const UpdateMember = z
  .object({ role: MemberRole.optional(), access_profile_id: Id.optional() })
  .meta({ id: "UpdateMember" });
