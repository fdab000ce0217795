import { Fault } from "@caudal/base/fault.ts";
import type { accountRoutes } from "@caudal/contract/routes/accounts.ts";
import { chooseAccount, leaveAccount, listMemberships, renameAccount } from "@caudal/db/queries/accounts.ts";
import type { Database } from "@caudal/db/schema.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import { readInScope, withOwnWays, withPerson, withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import { tellDeparture, type DepartureTeller } from "../own-data/tell-departure.ts";
import type { HandlersOf } from "../http/route-handler.ts";

/** `onMoved`: what a session reads is another account's from now on, so its live streams begin anew. */
export function accountHandlers(
  db: Kysely<Database>,
  onMoved: (sessionId: string) => void,
  teller: DepartureTeller,
): HandlersOf<Omit<typeof accountRoutes, "getAccountFactor" | "setAccountFactor">> {
  return {
    updateAccount: async ({ body, person }) =>
      withScope(db, person.scope, (tx) => renameAccount(tx, person.scope.accountId, body.name)),

    listAccounts: async ({ person: { scope } }) => ({
      items: (await readInScope(db, scope, listMemberships)).map(({ account_id, name, role }) => ({
        id: account_id,
        name,
        role,
        acting: account_id === scope.accountId,
      })),
    }),

    enterAccount: async ({ params, person: { credential, scope } }) => {
      const session = { id: credential.id, userId: scope.userId };
      const chosen = await withPerson(db, scope, (tx) => chooseAccount(tx, session, params.id));
      if (!chosen) throw new Fault("not_found");
      onMoved(credential.id);
    },

    leaveAccount: async ({ person: { scope } }) => {
      await repeatDeadlocked(() =>
        withOwnWays(db, scope, async (tx) => {
          await leaveAccount(tx, scope.userId);
          await tellDeparture(tx, teller, scope, scope.userId);
        }),
      );
    },
  };
}
