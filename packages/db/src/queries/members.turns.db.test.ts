import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPerson, joinAccount, type Person } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { connectDatabase, type Connected } from "../connect.ts";
import type { Database } from "../schema.ts";
import { withScope } from "../scope.ts";
import { leaveAccount } from "./accounts.ts";
import { beginErasure } from "./erasure.ts";
import { acceptInvitation, insertInvitation } from "./invitations.ts";
import { changeMember, handOver, removeMember } from "./members.ts";

let database: TestDatabase;
let crowd: Connected;
let superuser: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  // As many connections as there are persons acting at once: nobody waits for a place in the pool.
  crowd = connectDatabase(database.urls.app, { applicationName: "crowd", max: 12 });
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await crowd.close();
  await superuser.end();
  await database.close();
});

const acts = ["erase", "give up", "leave", "hand over", "remove", "lower"] as const;
/** One act of one of the four members towards another, begun after so many statements of its own. */
const Act = fc.record({
  act: fc.constantFrom(...acts),
  by: fc.integer({ min: 0, max: 3 }),
  to: fc.integer({ min: 0, max: 3 }),
  after: fc.integer({ min: 0, max: 6 }),
});

type Crew = { readonly accountId: string; readonly people: readonly Person[] };

/** Two owners, an administrator and an analyst, each with an account of their own besides. */
async function foundCrew(): Promise<Crew> {
  const people = await Promise.all(Array.from({ length: 4 }, () => createPerson(database)));
  const [owner] = people;
  if (owner === undefined) throw new Error("four were asked for");
  for (const [index, role] of (["owner", "admin", "analyst"] as const).entries()) {
    const person = people[index + 1];
    if (person !== undefined) await joinAccount(database, owner.scope, person, role);
  }
  return { accountId: owner.accountId, people };
}

/** How an act ended: done, "kept" where an erasure said no, a Fault's code; thrown on is what a person would meet as an error of ours. */
async function carryOut(
  { accountId, people }: Crew,
  { act, by, to, after }: typeof Act extends fc.Arbitrary<infer T> ? T : never,
) {
  const [asker, other] = [people[by], people[to]];
  if (asker === undefined || other === undefined) throw new Error("four were asked for");
  const work = async (tx: Transaction<Database>): Promise<boolean> => {
    for (let statement = 0; statement < after; statement += 1) await sql`select 1`.execute(tx);
    switch (act) {
      case "erase":
        return beginErasure(tx, []);
      case "give up":
        return beginErasure(tx, [accountId]);
      case "leave":
        await leaveAccount(tx, asker.userId);
        return true;
      case "hand over":
        await handOver(tx, asker.userId, other.userId);
        return true;
      case "remove":
        await removeMember(tx, other.userId);
        return true;
      case "lower":
        await changeMember(tx, other.userId, { role: "viewer" });
        return true;
    }
  };
  try {
    return (await withScope(crowd.db, { userId: asker.userId, accountId }, work)) ? "done" : "kept";
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code !== "internal") return thrown.code;
    throw thrown;
  }
}

/** Accounts with members and without an owner, and accounts that nobody belongs to and no erasure takes. */
async function ownerless(accountId: string): Promise<number> {
  const { rows } = await superuser.query<{ n: number }>(
    `select count(*)::int as n from caudal.accounts a where a.id = $1
       and not exists (select from caudal.members m where m.account_id = a.id and m.role = 'owner')
       and not exists (select from caudal.erasures e where a.id = any (e.accounts))`,
    [accountId],
  );
  return rows[0]?.n ?? -1;
}

describe("those who erase themselves, leave, hand over and remove in the same moment", () => {
  test("take turns: none meets an error of ours or a deadlock, and no account is without an owner", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(Act, { minLength: 3, maxLength: 8 }), async (all) => {
        const crew = await foundCrew();
        const ends = await Promise.all(all.map((each) => carryOut(crew, each)));
        for (const end of ends) seen.add(end);
        expect(await ownerless(crew.accountId)).toBe(0);
      }),
      { numRuns: 60, seed: 20_261_127, endOnFailure: true },
    );
    // The orders met what they are about.
    expect([...seen].toSorted()).toEqual(expect.arrayContaining(["done", "forbidden", "kept", "last_owner"]));
  });

  test("of two owners who both ask to be erased, one is told to hand over first, every time", async () => {
    for (let round = 0; round < 10; round += 1) {
      const crew = await foundCrew();
      const ends = await Promise.all(
        [0, 1].map((by) => carryOut(crew, { act: "erase", by, to: by, after: round % 3 })),
      );
      expect(ends.toSorted()).toEqual(["done", "kept"]);
      expect(await ownerless(crew.accountId)).toBe(0);
    }
  });

  test("whoever gives an account up in the middle of handing it over waits, and then leaves it to the new owner", async () => {
    const { accountId, people } = await foundCrew();
    const [owner, , heir] = people;
    if (owner === undefined || heir === undefined) throw new Error("four were asked for");
    await withScope(crowd.db, owner.scope, (tx) => changeMember(tx, people[1]?.userId ?? "", { role: "viewer" }));
    const waiting = Promise.withResolvers<string>();
    await withScope(crowd.db, owner.scope, async (tx) => {
      await changeMember(tx, heir.userId, { role: "owner" });
      carryOut({ accountId, people }, { act: "give up", by: 0, to: 0, after: 0 }).then(waiting.resolve, waiting.reject);
      await expect
        .poll(async () => (await superuser.query("select from pg_locks where not granted")).rowCount, { interval: 20 })
        .toBeGreaterThan(0);
      await changeMember(tx, owner.userId, { role: "admin" });
    });
    expect(await waiting.promise).toBe("done");
    const { rows } = await superuser.query(
      "select user_id from caudal.members where account_id = $1 and role = 'owner'",
      [accountId],
    );
    expect(rows).toEqual([{ user_id: heir.userId }]);
  });

  test("joining by an invitation and the erasure of whoever sent it do not stand in each other's way", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { accountId, people } = await foundCrew();
      const [owner] = people;
      const newcomer = await createPerson(database);
      if (owner === undefined) throw new Error("four were asked for");
      const tokenHash = Buffer.alloc(32, `${accountId} ${round}`);
      await withScope(crowd.db, owner.scope, async (tx) => {
        const profile = await tx.selectFrom("access_profiles").select("id").executeTakeFirstOrThrow();
        await insertInvitation(tx, {
          accountId,
          invitedBy: owner.userId,
          email: newcomer.email,
          role: "analyst",
          accessProfileId: profile.id,
          tokenHash,
          lifetimeMs: 60_000,
        });
      });
      const by = { userId: newcomer.userId, email: newcomer.email, name: "Nueva", locale: "es" as const };
      const [joined, erased] = await Promise.all([
        acceptInvitation(crowd.db, tokenHash, by),
        carryOut({ accountId, people }, { act: "erase", by: 0, to: 0, after: round % 3 }),
      ]);
      expect(erased).toBe("done");
      expect(["joined", "revoked"]).toContain(joined.outcome);
    }
  });
});
