import { z } from "zod";
import { MemberRole } from "../access/roles.ts";
import { Id, Instant, Locale, MailedName } from "./common.ts";
import { Email } from "./sign-in.ts";

/** What an invitation may make of somebody: ownership is handed over by an owner, never sent by mail. */
export const InvitedRole = MemberRole.exclude(["owner"]);
export type InvitedRole = z.infer<typeof InvitedRole>;

export const InvitationState = z.enum(["open", "expired", "accepted", "revoked"]);
export type InvitationState = z.infer<typeof InvitationState>;

export const Invitation = z
  .object({
    id: Id,
    email: z.string(),
    role: InvitedRole,
    /** Null once it was used or revoked and its profile is gone. */
    access_profile_id: Id.nullable(),
    /** Null when that person is gone. */
    invited_by: Id.nullable(),
    state: InvitationState,
    created_at: Instant,
    sent_at: Instant,
    sent_count: z.number().int(),
    expires_at: Instant,
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export const Invite = z.object({ email: Email, role: InvitedRole, access_profile_id: Id }).meta({ id: "Invite" });

/** As it stands in the mail's link. */
const InvitationToken = z.string().min(1).max(200);

export const InvitationRef = z.object({ token: InvitationToken }).meta({ id: "InvitationRef" });

/** What whoever holds the token is told before deciding; of the address it says nothing but itself. */
export const InvitationOffer = z
  .object({
    account: z.string(),
    email: z.string(),
    role: InvitedRole,
    inviter: z.string().nullable(),
    expires_at: Instant,
  })
  .meta({ id: "InvitationOffer" });
export type InvitationOffer = z.infer<typeof InvitationOffer>;

/** By somebody new: the address was confirmed by the mail. */
export const AcceptInvitation = z
  .object({
    token: InvitationToken,
    name: MailedName,
    password: z.string().min(10).max(128),
    locale: Locale.optional(),
  })
  .meta({ id: "AcceptInvitation" });
