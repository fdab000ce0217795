import { randomUUID } from "node:crypto";
import { insertApiKey } from "@caudal/db/queries/api-keys.ts";
import { withScope, type Scope } from "@caudal/db/scope.ts";
import { expect, onTestFinished, vi } from "vitest";
import { openAuthDatabase } from "../src/auth/auth-database.ts";
import { endSessions } from "../src/auth/end-sessions.ts";
import { makeSecretKey } from "../src/keys/secret-key.ts";
import { asSuperuser } from "./join-account-of.ts";
import type { TestServer, Visitor } from "./test-server.ts";

/** The scope in which a request of this browser's session writes. */
export async function sessionScope(who: Pick<Visitor, "client"> & { readonly scope: Scope }): Promise<Scope> {
  const session = (await who.client.listSessions()).items.find(({ current }) => current)?.id;
  return { ...who.scope, origin: { address: "203.0.113.7", requestId: "a-request", credential: `session:${session}` } };
}

/** Makes a key in the transaction of a request; `then` goes on before it is committed. */
export const addKey = (
  server: TestServer,
  scope: Scope,
  then: () => Promise<unknown> = async () => undefined,
): Promise<void> =>
  withScope(server.database.app.db, scope, async (tx) => {
    const { prefix, hash } = makeSecretKey();
    const name = "ladrona";
    await insertApiKey(tx, {
      name,
      prefix,
      secretHash: hash,
      scopes: ["files:read"],
      days: 30,
      sessionId: randomUUID(),
    });
    await then();
  });

/** Something that was begun and waits to be let go, at the test's end at the latest. */
export type Held = { readonly letGo: () => void; readonly done: Promise<unknown> };

async function holdOpen(begin: (wait: () => Promise<void>) => Promise<unknown>): Promise<Held> {
  const gate = Promise.withResolvers<void>();
  onTestFinished(() => gate.resolve());
  const begun = Promise.withResolvers<void>();
  const done = begin(() => {
    begun.resolve();
    return gate.promise;
  });
  await Promise.race([begun.promise, done]);
  return { letGo: gate.resolve, done };
}

/** A request that has written a key and has not committed it. */
export const holdWriting = (server: TestServer, scope: Scope): Promise<Held> =>
  holdOpen((wait) => addKey(server, scope, wait));

/** All sessions of somebody are ended, and that is not committed. */
export const holdEnding = (server: TestServer, userId: string): Promise<Held> =>
  holdOpen((wait) =>
    openAuthDatabase(server.database.signin)
      .transaction()
      .execute(async (tx) => {
        await endSessions(tx, userId);
        await wait();
      }),
  );

/** What a statement of the superuser's locks. */
export const holdLocked = (server: TestServer, sql: string, values: readonly string[]): Promise<Held> =>
  holdOpen((wait) =>
    asSuperuser(server, async (client) => {
      await client.query("begin");
      await client.query(sql, [...values]);
      await wait();
    }),
  );

/** Until somebody waits for the ways into an account. */
export const somebodyWaits = (server: TestServer): Promise<void> =>
  vi.waitFor(
    () =>
      asSuperuser(server, async (client) => {
        const sql = `select from pg_locks l join pg_database d on d.oid = l.database
          where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`;
        expect((await client.query(sql)).rowCount).toBe(1);
      }),
    { timeout: 10_000 },
  );

export const keysLeft = (server: TestServer, userId: string): Promise<number> =>
  asSuperuser(server, async (client) => {
    const sql = "select from caudal.api_keys where user_id = $1 and revoked_at is null";
    return (await client.query(sql, [userId])).rowCount ?? 0;
  });
