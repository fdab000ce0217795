import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { fromRequest } from "../from-request.ts";
import { holdMembers } from "./members.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

type InvitedRole = Database["invitations"]["role"];
export type InvitationState = "open" | "expired" | "accepted" | "revoked";

export type InvitationRow = {
  readonly id: string;
  readonly email: string;
  readonly role: InvitedRole;
  readonly access_profile_id: string | null;
  readonly invited_by: string | null;
  readonly created_at: Date;
  readonly sent_at: Date;
  readonly sent_count: number;
  readonly expires_at: Date;
  readonly accepted_at: Date | null;
  readonly revoked_at: Date | null;
};

export type NewInvitation = {
  readonly accountId: string;
  readonly invitedBy: string;
  /** In small letters. */
  readonly email: string;
  readonly role: InvitedRole;
  readonly accessProfileId: string;
  readonly tokenHash: Buffer;
  readonly lifetimeMs: number;
};

/** So that nobody is flooded with mail, whoever administers: counted in the database, so that a restart forgets nothing. */
export const invitationLimits = { perInviterAndHour: 30, perAccountAndDay: 200, sends: 5 } as const;

const columns = [
  "id",
  "email",
  "role",
  "access_profile_id",
  "invited_by",
  "created_at",
  "sent_at",
  "sent_count",
  "expires_at",
  "accepted_at",
  "revoked_at",
] as const;

export function stateOfInvitation(row: InvitationRow, now: Date): InvitationState {
  if (row.accepted_at !== null) return "accepted";
  if (row.revoked_at !== null) return "revoked";
  return row.expires_at <= now ? "expired" : "open";
}

/** Newest first; what ended long ago is left out at the end. */
export async function listInvitations(tx: Transaction<Database>): Promise<readonly InvitationRow[]> {
  return tx.selectFrom("invitations").select(columns).orderBy("created_at", "desc").orderBy("id").limit(500).execute();
}

/** Throws Fault `forbidden`, `already_member`, `invitation_pending`, `invitation_limit`, or `not_found` where the access profile is none of the account's. */
export async function insertInvitation(tx: Transaction<Database>, invitation: NewInvitation): Promise<InvitationRow> {
  await takePlace(tx, invitation);
  const { rows } = await sql`select from caudal.list_members() m where lower(m.email) = ${invitation.email}`.execute(
    tx,
  );
  if (rows.length > 0) throw new Fault("already_member");
  return refuseByConstraint(() =>
    tx
      .insertInto("invitations")
      .values({
        account_id: invitation.accountId,
        email: invitation.email,
        role: invitation.role,
        access_profile_id: invitation.accessProfileId,
        invited_by: invitation.invitedBy,
        token_hash: invitation.tokenHash,
        expires_at: sql<Date>`now() + ${invitation.lifetimeMs} * interval '1 millisecond'`,
        accepted_by: null,
      })
      .returning(columns)
      .executeTakeFirstOrThrow(),
  );
}

/** To whom a mail goes when it is renewed; null for one that `renewInvitation` refuses by itself. */
export async function findRenewable(tx: Transaction<Database>, id: string): Promise<string | null> {
  const found = await tx
    .selectFrom("invitations")
    .select("email")
    .where("id", "=", id)
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null)
    .where("sent_count", "<", invitationLimits.sends)
    .executeTakeFirst();
  return found?.email ?? null;
}

/** A new token takes the place of the old one, and the time begins anew. Throws Fault `forbidden`, `not_found`, `invitation_used`, `invitation_revoked`, `invitation_limit`. */
export async function renewInvitation(
  tx: Transaction<Database>,
  id: string,
  renewed: Pick<NewInvitation, "accountId" | "invitedBy" | "tokenHash" | "lifetimeMs">,
): Promise<InvitationRow> {
  await takePlace(tx, renewed);
  const known = await lockInvitation(tx, id);
  if (known.accepted_at !== null) throw new Fault("invitation_used");
  if (known.revoked_at !== null) throw new Fault("invitation_revoked");
  if (known.sent_count >= invitationLimits.sends) throw new Fault("invitation_limit");
  return tx
    .updateTable("invitations")
    .set({
      token_hash: renewed.tokenHash,
      sent_at: sql<Date>`now()`,
      sent_count: known.sent_count + 1,
      expires_at: sql<Date>`now() + ${renewed.lifetimeMs} * interval '1 millisecond'`,
    })
    .where("id", "=", id)
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** Throws Fault `not_found`, `invitation_used`. */
export async function revokeInvitation(tx: Transaction<Database>, id: string): Promise<void> {
  const known = await lockInvitation(tx, id);
  if (known.accepted_at !== null) throw new Fault("invitation_used");
  if (known.revoked_at !== null) return;
  await tx
    .updateTable("invitations")
    .set({ revoked_at: sql<Date>`now()` })
    .where("id", "=", id)
    .execute();
}

async function lockInvitation(tx: Transaction<Database>, id: string): Promise<InvitationRow> {
  // The update's policy hides one that was used: it is read without its lock.
  const row =
    (await tx.selectFrom("invitations").select(columns).where("id", "=", id).forNoKeyUpdate().executeTakeFirst()) ??
    (await tx.selectFrom("invitations").select(columns).where("id", "=", id).executeTakeFirst());
  if (row === undefined) throw new Fault("not_found");
  return row;
}

/**
 * One after another within an account, so that of many at once each sees the ones before, and whoever is being removed invites nobody
 * behind the back of what revokes their invitations.
 */
async function takePlace(
  tx: Transaction<Database>,
  { accountId, invitedBy }: Pick<NewInvitation, "accountId" | "invitedBy">,
): Promise<void> {
  await holdMembers(tx);
  await sql`select pg_advisory_xact_lock(hashtext('caudal.invitations'), hashtext(${accountId}))`.execute(tx);
  const { rows } = await sql<{ mine: string; all: string }>`
    select coalesce(sum(sent_count) filter (where invited_by = ${invitedBy} and sent_at between now() - interval '1 hour' and clock_timestamp()), 0) as mine,
      coalesce(sum(sent_count), 0) as all
    from caudal.invitations where sent_at between now() - interval '1 day' and clock_timestamp()
  `.execute(tx);
  const row = rows[0];
  if (
    Number(row?.mine ?? 0) >= invitationLimits.perInviterAndHour ||
    Number(row?.all ?? 0) >= invitationLimits.perAccountAndDay
  )
    throw new Fault("invitation_limit");
}

export type InvitationOfferRow = {
  readonly account_id: string;
  readonly account_name: string;
  readonly email: string;
  readonly role: InvitedRole;
  readonly inviter: string | null;
  readonly expires_at: Date;
  readonly state: InvitationState;
};

/** What a token stands for; null for one that nobody was sent. Needs no scope. */
export async function findInvitation(db: Kysely<Database>, tokenHash: Buffer): Promise<InvitationOfferRow | null> {
  const { rows } = await sql<InvitationOfferRow>`select * from caudal.find_invitation(${tokenHash})`.execute(db);
  return rows[0] ?? null;
}

export type AcceptedBy = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly locale: "es" | "en";
};

/** Makes a member of whoever shows the token. Needs no scope. Gives the account that was joined, or why it was not. */
export async function acceptInvitation(
  db: Kysely<Database>,
  tokenHash: Buffer,
  by: AcceptedBy,
): Promise<
  | { readonly outcome: "joined" | "member"; readonly accountId: string }
  | { readonly outcome: "unknown" | "expired" | "revoked" | "accepted" | "other_address" }
> {
  const accepting = sql<{ outcome: string; account_id: string | null }>`
    select outcome, account_id from caudal.accept_invitation(${tokenHash}, ${by.userId}, ${by.email}, ${by.name}, ${by.locale})`;
  const { rows } = await refuseByConstraint(() => fromRequest(db, (from) => accepting.execute(from)));
  const outcome = rows[0]?.outcome ?? "unknown";
  const accountId = rows[0]?.account_id ?? null;
  if (accountId !== null) return { outcome: outcome === "member" ? "member" : "joined", accountId };
  switch (outcome) {
    case "expired":
    case "revoked":
    case "accepted":
    case "other_address":
      return { outcome };
    default:
      return { outcome: "unknown" };
  }
}
