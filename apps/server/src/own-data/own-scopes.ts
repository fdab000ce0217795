import { listLeftAccounts } from "@caudal/db/queries/departures.ts";
import { listOwnAccounts } from "@caudal/db/queries/erasure.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readAsPerson, type PersonScope, type Scope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";

/** Wherever something of a person is: the accounts that they belong to, and those that they left and in which it is kept. */
export async function ownScopes(db: Kysely<Database>, { userId, origin }: PersonScope): Promise<readonly Scope[]> {
  const { own, left } = await readAsPerson(db, { userId }, async (tx) => ({
    own: await listOwnAccounts(tx),
    left: await listLeftAccounts(tx),
  }));
  const who = { userId, ...(origin === undefined ? {} : { origin }) };
  return [
    ...own.map(({ account_id }): Scope => ({ ...who, accountId: account_id })),
    ...left.map(({ account_id }): Scope => ({ ...who, accountId: account_id, left: true })),
  ];
}
