import { z } from "zod";
import { managers } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { AcceptInvitation, Invitation, InvitationOffer, InvitationRef, Invite } from "../resources/invitation.ts";
import { AuthSession } from "../resources/sign-in.ts";
import { defineRoute } from "./define-route.ts";

const InvitationParams = z.object({ id: Id });

/** What can be wrong with a token: nobody was sent it, or what it stands for is over. */
const tokenFaults = ["invitation_unknown", "invitation_expired", "invitation_revoked", "invitation_used"] as const;

export const listInvitations = defineRoute({
  operationId: "listInvitations",
  method: "get",
  path: "/api/invitations",
  tag: "administration",
  summary: "Who was invited, newest first, with what became of it",
  access: "member",
  roles: managers,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Invitation) }) },
  faults: [],
});

export const invite = defineRoute({
  operationId: "invite",
  method: "post",
  path: "/api/invitations",
  tag: "administration",
  summary: "Invite an address; the answer is the same whether it has an account or not",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  body: Invite,
  answer: { kind: "json", status: 200, schema: Invitation },
  faults: ["already_member", "invitation_pending", "invitation_limit", "rate_limited", "not_found", "origin_refused"],
});

export const resendInvitation = defineRoute({
  operationId: "resendInvitation",
  method: "post",
  path: "/api/invitations/{id}/resend",
  tag: "administration",
  summary: "Send it again with a new link; the old one ends",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  params: InvitationParams,
  answer: { kind: "json", status: 200, schema: Invitation },
  faults: ["not_found", "invitation_used", "invitation_revoked", "invitation_limit", "rate_limited", "origin_refused"],
});

export const revokeInvitation = defineRoute({
  operationId: "revokeInvitation",
  method: "delete",
  path: "/api/invitations/{id}",
  tag: "administration",
  summary: "Take an invitation back; a second time changes nothing",
  access: "member",
  roles: managers,
  keys: "never",
  params: InvitationParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "invitation_used", "origin_refused"],
});

export const lookUpInvitation = defineRoute({
  operationId: "lookUpInvitation",
  method: "post",
  path: "/api/invitations/look-up",
  tag: "administration",
  summary: "What an invitation offers, to whoever holds its token",
  access: "public",
  body: InvitationRef,
  answer: { kind: "json", status: 200, schema: InvitationOffer },
  faults: [...tokenFaults, "rate_limited", "origin_refused"],
});

export const acceptInvitation = defineRoute({
  operationId: "acceptInvitation",
  method: "post",
  path: "/api/invitations/accept",
  tag: "administration",
  summary: "Accept as somebody new: sets name and password, and signs in; the address counts as confirmed",
  access: "public",
  body: AcceptInvitation,
  answer: { kind: "json", status: 200, schema: AuthSession },
  faults: [
    "passwords_off",
    ...tokenFaults,
    "invitation_has_account",
    "password_too_common",
    "rate_limited",
    "sign_in_busy",
    "origin_refused",
  ],
});

export const joinByInvitation = defineRoute({
  operationId: "joinByInvitation",
  method: "post",
  path: "/api/invitations/join",
  tag: "administration",
  summary: "Accept as whoever is signed in with the invited address; the session acts in that account from then on",
  access: "public",
  body: InvitationRef,
  answer: { kind: "empty", status: 204 },
  faults: [
    ...tokenFaults,
    "invitation_sign_in",
    "invitation_for_other",
    "invitation_member",
    "rate_limited",
    "origin_refused",
  ],
});

export const invitationRoutes = {
  listInvitations,
  invite,
  resendInvitation,
  revokeInvitation,
  lookUpInvitation,
  acceptInvitation,
  joinByInvitation,
};
