import { joinAccount } from "@caudal/db/testing/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Scope } from "@caudal/db/scope.ts";
import pg from "pg";
import type { signUp, TestServer } from "./test-server.ts";

type SignedUp = Awaited<ReturnType<typeof signUp>>;

/** From now on `who` acts in the account of `owner`: a membership older than the one in the account that signing up founded. */
export async function joinAccountOf(
  server: TestServer,
  owner: { readonly scope: Scope },
  who: SignedUp,
  role: Database["members"]["role"],
): Promise<SignedUp> {
  const person = { userId: who.userId, accountId: who.scope.accountId, email: "", scope: who.scope };
  const scope = await joinAccount(server.database, owner.scope, person, role);
  await asSuperuser(server, (client) =>
    client.query("update caudal.members set created_at = '2000-01-01' where account_id = $1 and user_id = $2", [
      scope.accountId,
      scope.userId,
    ]),
  );
  return { ...who, scope };
}

/** Ends a membership, as the page of members does. */
export async function removeFromAccount(server: TestServer, scope: Scope): Promise<void> {
  await asSuperuser(server, (client) =>
    client.query("delete from caudal.members where account_id = $1 and user_id = $2", [scope.accountId, scope.userId]),
  );
}

export async function asSuperuser<T>(server: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
