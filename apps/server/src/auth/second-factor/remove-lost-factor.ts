import { Fault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { operatorPeopleRoutes } from "@caudal/contract/routes/operator-people.ts";
import { resolveMember } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { lockWays } from "@caudal/db/scope.ts";
import { sql, type Kysely } from "kysely";
import type { HandlersOf } from "../../http/route-handler.ts";
import { findPerson, type MailedLinks } from "../../mailed-links/mailed-links.ts";
import { elsewhereOf } from "../../oidc/linked-person.ts";
import { loadLocale } from "../../people/resolve-person.ts";
import { endSessions } from "../end-sessions.ts";

export type LostFactorPorts = {
  readonly db: Kysely<Database>;
  readonly mailed: MailedLinks;
  /** A session has ended: so do its live events. */
  readonly onSignOut: (sessionId: string) => void;
};

/**
 * For somebody who lost phone and recovery codes: whoever runs the machine vouches that it is they. An account's administrator cannot: the
 * second step is the person's, who may belong to other accounts too.
 */
export function lostFactorHandlers({
  db,
  mailed,
  onSignOut,
}: LostFactorPorts): HandlersOf<typeof operatorPeopleRoutes> {
  const localeOf = async (userId: string): Promise<Locale> => {
    const member = await resolveMember(db, userId);
    return member === null ? "es" : loadLocale(db, { userId, accountId: member.accountId });
  };
  return {
    removeSecondFactor: async ({ body, context }) => {
      const person = await findPerson(mailed.auth, body.email);
      if (person === null) throw new Fault("not_found");
      const { userId, name, email } = person;
      const locale = await localeOf(userId);
      const sessions = await mailed.auth.transaction().execute(async (tx) => {
        const origin = JSON.stringify({ address: context.clientAddress, requestId: context.requestId });
        await sql`select set_config('caudal.origin', ${origin}, true)`.execute(tx);
        await lockWays(tx, userId);
        const { numUpdatedRows } = await tx
          .updateTable("second_factors")
          .set({ removed_by_operator: true })
          .where("user_id", "=", userId)
          .where("confirmed_at", "is not", null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return null;
        await tx.deleteFrom("second_factors").where("user_id", "=", userId).execute();
        const elsewhere = await elsewhereOf(tx, mailed, userId);
        const params = { name, at: new Date().toISOString(), sign_in_link: mailed.links.signIn(), elsewhere };
        await mailed.enqueueMail(tx, { to: email, locale, key: "factor.removed", params, userId });
        // The phone may still be signed in, wherever it is.
        return endSessions(tx, userId);
      });
      sessions?.forEach(onSignOut);
      return { removed: sessions !== null, sessions: sessions?.length ?? 0 };
    },
  };
}
