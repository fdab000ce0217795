import { Fault, type FaultCode } from "@caudal/base/fault.ts";
import {
  acceptInvitation,
  findInvitation,
  type AcceptedBy,
  type InvitationOfferRow,
} from "@caudal/db/queries/invitations.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";

/** Why a token does not open anything. */
const refusals = {
  unknown: "invitation_unknown",
  expired: "invitation_expired",
  revoked: "invitation_revoked",
  accepted: "invitation_used",
  other_address: "invitation_for_other",
} as const satisfies Record<string, FaultCode>;

/** For good, that is: whoever meets a database that is away comes back and goes on where they were. */
export function isRefusal(thrown: unknown): boolean {
  return thrown instanceof Fault && Object.values<FaultCode>(refusals).includes(thrown.code);
}

/** @throws Faults `invitation_unknown`, `invitation_expired`, `invitation_revoked`, `invitation_used`. */
export async function findOpenInvitation(db: Kysely<Database>, tokenHash: Buffer): Promise<InvitationOfferRow> {
  const found = await findInvitation(db, tokenHash);
  if (found === null) throw new Fault("invitation_unknown");
  if (found.state !== "open") throw new Fault(refusals[found.state]);
  return found;
}

export type Joined = { readonly accountId: string; readonly before: boolean };

/** Gives the account, and whether they belonged to it before. @throws the faults above, and `invitation_for_other`. */
export async function joinByToken(db: Kysely<Database>, tokenHash: Buffer, by: AcceptedBy): Promise<Joined> {
  const joined = await acceptInvitation(db, tokenHash, by);
  if (!("accountId" in joined)) throw new Fault(refusals[joined.outcome]);
  return { accountId: joined.accountId, before: joined.outcome === "member" };
}
