import { z } from "zod";
import { MemberRole } from "../access/roles.ts";
import { Id, MailedName } from "./common.ts";

export const Account = z.object({ id: Id, name: z.string() }).meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

export const UpdateAccount = z.object({ name: MailedName }).meta({ id: "UpdateAccount" });

/** An account to which the person belongs. `acting`: the one in which this session acts. */
export const Membership = z
  .object({ id: Id, name: z.string(), role: MemberRole, acting: z.boolean() })
  .meta({ id: "Membership" });
export type Membership = z.infer<typeof Membership>;

/** `lacking`: members who have not turned theirs on here; some of them may be asked by the sign-in service, which only their session tells. */
export const AccountFactor = z
  .object({
    required: z.boolean(),
    /** Whether the asker has one, so that they may ask it of others. */
    yours: z.boolean(),
    lacking: z.array(z.object({ user_id: Id, name: z.string() })),
  })
  .meta({ id: "AccountFactor" });
export type AccountFactor = z.infer<typeof AccountFactor>;

export const SetAccountFactor = z.object({ required: z.boolean() }).meta({ id: "SetAccountFactor" });
