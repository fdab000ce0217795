import type { invitationRoutes } from "@caudal/contract/routes/invitations.ts";
import {
  findRenewable,
  insertInvitation,
  listInvitations,
  renewInvitation,
  revokeInvitation,
  stateOfInvitation,
  type InvitationRow,
} from "@caudal/db/queries/invitations.ts";
import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import { loadPerson, loadStanding } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import type { AttemptCounts } from "../auth/attempt-counts.ts";
import { takeInvitationMail, type MailLimits } from "../auth/limit-mails.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { createInvitationToken, hashInvitationToken, invitationLink } from "./invitation-token.ts";

/** How long an invitation waits to be accepted. */
export const invitationMs = 7 * 24 * 3_600_000;

export type InvitationPorts = {
  readonly db: Kysely<Database>;
  readonly enqueueMail: EnqueueMail;
  readonly baseUrl: string;
  readonly counts: AttemptCounts;
  readonly mailLimits: MailLimits;
};

type ManagedRoutes = Pick<
  typeof invitationRoutes,
  "listInvitations" | "invite" | "resendInvitation" | "revokeInvitation"
>;

/** What managers do with invitations; see accept-handlers.ts for those who were invited. */
export function invitationHandlers({
  db,
  enqueueMail,
  baseUrl,
  counts,
  mailLimits,
}: InvitationPorts): HandlersOf<ManagedRoutes> {
  /** The mail goes into the outbox in the transaction of the invitation: neither is there without the other. */
  const send = async (tx: Transaction<Database>, row: InvitationRow, token: string): Promise<void> => {
    const [{ name, locale }, { account }] = [await loadPerson(tx), await loadStanding(tx)];
    await enqueueMail(tx, {
      to: row.email,
      locale,
      key: "invitation",
      accountId: account.id,
      params: {
        inviter: name,
        account: account.name,
        role: row.role,
        link: invitationLink(baseUrl, token),
        expires_at: row.expires_at.toISOString(),
      },
    });
  };

  /**
   * Counted before the transaction, which holds a connection and the person's ways in: it must not wait for a connection of sign-in's, where
   * somebody may be waiting for those. What sends no mail is given back.
   */
  const countingMail = async <T>(email: string | null, work: () => Promise<T>): Promise<T> => {
    const giveBack = email === null ? null : await takeInvitationMail(counts, mailLimits, email);
    try {
      return await work();
    } catch (thrown) {
      // What cannot be given back ends with its window.
      await giveBack?.("unjudged").catch(() => undefined);
      throw thrown;
    }
  };

  return {
    listInvitations: async ({ person }) => ({
      items: (await readInScope(db, person.scope, listInvitations)).map(invitationResource),
    }),

    invite: async ({ body, person: { scope } }) => {
      const token = createInvitationToken();
      const inviting = async (tx: Transaction<Database>) => {
        const made = await insertInvitation(tx, {
          accountId: scope.accountId,
          invitedBy: scope.userId,
          email: body.email.toLowerCase(),
          role: body.role,
          accessProfileId: body.access_profile_id,
          tokenHash: hashInvitationToken(token),
          lifetimeMs: invitationMs,
        });
        await send(tx, made, token);
        return made;
      };
      return invitationResource(await countingMail(body.email, () => withScope(db, scope, inviting)));
    },

    resendInvitation: async ({ params, person: { scope } }) => {
      const email = await readInScope(db, scope, (tx) => findRenewable(tx, params.id));
      const token = createInvitationToken();
      const renewing = async (tx: Transaction<Database>) => {
        const renewed = await renewInvitation(tx, params.id, {
          accountId: scope.accountId,
          invitedBy: scope.userId,
          tokenHash: hashInvitationToken(token),
          lifetimeMs: invitationMs,
        });
        await send(tx, renewed, token);
        return renewed;
      };
      return invitationResource(await countingMail(email, () => withScope(db, scope, renewing)));
    },

    revokeInvitation: async ({ params, person }) => {
      await withScope(db, person.scope, (tx) => revokeInvitation(tx, params.id));
    },
  };
}

function invitationResource(row: InvitationRow) {
  const { accepted_at: _accepted, revoked_at: _revoked, ...told } = row;
  return {
    ...told,
    state: stateOfInvitation(row, new Date()),
    created_at: row.created_at.toISOString(),
    sent_at: row.sent_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  };
}
