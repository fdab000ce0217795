import type { accountRoutes } from "@caudal/contract/routes/accounts.ts";
import { renameAccount } from "@caudal/db/queries/accounts.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";

export function accountHandlers(db: Kysely<Database>): HandlersOf<typeof accountRoutes> {
  return {
    updateAccount: async ({ body, person }) =>
      withScope(db, person.scope, (tx) => renameAccount(tx, person.scope.accountId, body.name)),
  };
}
