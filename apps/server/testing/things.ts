import { randomBytes, randomUUID } from "node:crypto";
import { insertWebhook } from "@caudal/db/queries/webhooks.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createPerson, joinAccount } from "@caudal/db/testing/people.ts";
import { asSuperuser, type Somebody } from "./crew.ts";
import { furnish } from "./furnish.ts";
import type { TestServer } from "./test-server.ts";

/** What operations name by an id, and whose it is: one person's alone, or the account's, which is for those who manage it. */
export const thingKinds = {
  file: "person",
  run: "person",
  notification: "person",
  share: "person",
  key: "person",
  webhook: "person",
  session: "person",
  insight: "person",
  departure: "person",
  account: "account",
  member: "account",
  invitation: "account",
  company: "account",
  warehouse: "account",
  tab: "account",
  "access profile": "account",
} as const;
export type ThingKind = keyof typeof thingKinds;

/** Makes a new thing of that kind for somebody in the account of its owner; gives its id. */
export async function makeThing(
  server: TestServer,
  kind: ThingKind,
  whose: Somebody,
  owner: Somebody,
): Promise<string> {
  const { db } = server.database.app;
  const account_id = owner.scope.accountId;
  const name = randomUUID();
  switch (kind) {
    case "file":
      return (await furnished(server, whose)).fileId;
    case "run":
      return (await furnished(server, whose)).runId;
    case "notification":
      return (await furnished(server, whose)).notificationId;
    case "share":
      return (await furnished(server, whose)).shareId;
    case "insight":
      return (await furnished(server, whose)).insightId;
    case "key":
      return (await furnished(server, whose)).keyId;
    case "webhook":
      return withScope(db, whose.scope, async (tx) => {
        const made = { id: randomUUID(), name, url: "https://93.184.215.14/", secret: "s1", kinds: ["file.done"] };
        return (await insertWebhook(tx, made, 1_000))?.id ?? "";
      });
    case "session":
      return (await furnished(server, whose)).sessionId;
    case "account":
      return account_id;
    // An account that they left.
    case "departure": {
      const elsewhere = await createPerson(server.database);
      const person = { ...whose, accountId: whose.scope.accountId, email: "" };
      await joinAccount(server.database, elsewhere.scope, person, "analyst");
      const ids = [elsewhere.accountId, whose.userId];
      await asSuperuser(server, "delete from caudal.members where account_id = $1 and user_id = $2", ids);
      // As the page does, which tells the person at once: whom nobody told the sweeper would tell.
      await asSuperuser(
        server,
        "update caudal.departures set told_at = left_at where account_id = $1 and user_id = $2",
        ids,
      );
      return elsewhere.accountId;
    }
    case "member": {
      const person = await createPerson(server.database);
      await joinAccount(server.database, owner.scope, person, "analyst");
      return person.userId;
    }
    case "invitation":
      return withScope(db, owner.scope, async (tx) => {
        const profile = await tx.selectFrom("access_profiles").select("id").limit(1).executeTakeFirstOrThrow();
        const made = await tx
          .insertInto("invitations")
          .values({
            account_id,
            email: `${name}@ejemplo.test`,
            role: "analyst",
            access_profile_id: profile.id,
            invited_by: owner.userId,
            token_hash: randomBytes(32),
            expires_at: new Date(Date.now() + 3_600_000),
            accepted_by: null,
            // Long ago, so that it does not count against today's limit.
            sent_at: new Date(0),
          })
          .returning("id")
          .executeTakeFirstOrThrow();
        return made.id;
      });
    case "warehouse": {
      const company_id = await makeThing(server, "company", whose, owner);
      return withScope(db, owner.scope, async (tx) => {
        const row = { account_id, company_id, name };
        return (await tx.insertInto("warehouses").values(row).returning("id").executeTakeFirstOrThrow()).id;
      });
    }
    case "company":
      return withScope(db, owner.scope, async (tx) => {
        const row = { account_id, name };
        return (await tx.insertInto("companies").values(row).returning("id").executeTakeFirstOrThrow()).id;
      });
    case "tab":
      return withScope(db, owner.scope, async (tx) => {
        const row = { account_id, name, key: name };
        return (await tx.insertInto("tabs").values(row).returning("id").executeTakeFirstOrThrow()).id;
      });
    case "access profile":
      return withScope(db, owner.scope, async (tx) => {
        const row = { account_id, name };
        return (await tx.insertInto("access_profiles").values(row).returning("id").executeTakeFirstOrThrow()).id;
      });
  }
}

/** Makes one and removes it behind the platform's back. Null where such a thing cannot go while its account is there. */
export async function makeGoneThing(
  server: TestServer,
  kind: ThingKind,
  whose: Somebody,
  owner: Somebody,
): Promise<string | null> {
  const statement = removals[kind];
  if (statement === null) return null;
  const id = await makeThing(server, kind, whose, owner);
  await asSuperuser(server, statement, [id]);
  return id;
}

/** A run goes with its file. */
const removals: Readonly<Record<ThingKind, string | null>> = {
  account: null,
  departure: "delete from caudal.departures where account_id = $1",
  file: "delete from caudal.files where id = $1",
  run: "delete from caudal.files where id = (select file_id from caudal.runs where id = $1)",
  notification: "delete from caudal.notifications where id = $1",
  share: "delete from caudal.shares where id = $1",
  insight: "delete from caudal.insights where id = $1",
  key: "delete from caudal.api_keys where id = $1",
  webhook: "delete from caudal.webhooks where id = $1",
  session: "delete from auth.session where id = $1",
  member: "delete from caudal.members where user_id = $1 and role <> 'owner'",
  invitation: "delete from caudal.invitations where id = $1",
  company: "delete from caudal.companies where id = $1",
  warehouse: "delete from caudal.warehouses where id = $1",
  tab: "delete from caudal.tabs where id = $1",
  "access profile": "delete from caudal.access_profiles where id = $1",
};

/** Who only reads brings in no file: it was brought while they still might. */
async function furnished(server: TestServer, whose: Somebody) {
  const setRole = (role: string) =>
    asSuperuser(server, "update caudal.members set role = $3 where account_id = $1 and user_id = $2", [
      whose.scope.accountId,
      whose.userId,
      role,
    ]);
  const isViewer = (await whose.client.getMe()).account.role === "viewer";
  if (isViewer) await setRole("analyst");
  try {
    return await furnish(server, whose.scope);
  } finally {
    if (isViewer) await setRole("viewer");
  }
}
