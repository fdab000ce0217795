import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPerson, joinAccount } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { claimOutbox, settleOutbox, type OutboxShares } from "./outbox.ts";

let database: TestDatabase;
let superuser: pg.Client;
type Endpoint = { readonly lane: string; readonly host: string; readonly member: string; readonly account: string };
const endpoints: Endpoint[] = [];
/** Three accounts with five members, each with two programs, of which many stand on the same servers. */
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const owners = await Promise.all([1, 2, 3].map(() => createPerson(database)));
  const members = [...owners];
  for (const owner of owners.slice(0, 2)) {
    const person = await createPerson(database);
    await joinAccount(database, owner.scope, person, "analyst");
    members.push({ ...person, accountId: owner.accountId });
  }
  for (const [i, { userId, accountId }] of members.entries())
    for (const host of [`h${i % 3}.test`, "shared.test"]) {
      const id = randomUUID();
      await superuser.query(
        "insert into caudal.webhooks (id, account_id, user_id, name, url, secret, kinds) values ($1, $2, $3, 'n', $4, 's', '{file.done}')",
        [id, accountId, userId, `https://${host.toUpperCase()}:8443/${id}`],
      );
      endpoints.push({ lane: id, host, member: userId, account: accountId });
    }
});
afterAll(async () => {
  await superuser.end();
  await database.close();
});
beforeEach(() => superuser.query("delete from caudal.outbox"));

async function enqueue({ lane, member, account }: Endpoint, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = randomUUID();
    await superuser.query(
      "insert into caudal.outbox (id, kind, account_id, user_id, recipient, key, give_up_at) values ($1, 'webhook', $2, $3, $4, 'file.done', now() + interval '1 day')",
      [id, account, member, lane],
    );
    ids.push(id);
  }
  return ids;
}

type Waiting = Endpoint & { readonly id: string };
type Held = Waiting & { readonly attempt: number };
const of = (held: readonly Held[], field: keyof OutboxShares, value: string) =>
  held.filter((each) => each[field] === value).length;
const fits = (held: readonly Held[], one: Endpoint, shares: OutboxShares) =>
  (["lane", "host", "member", "account"] as const).every((field) => of(held, field, one[field]) < shares[field]);

test("a claim keeps to every share, leaves no place empty that somebody may have, and serves whoever holds least and waits longest", async () => {
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant("enqueue" as const),
        endpoint: fc.nat(9),
        count: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ what: fc.constant("claim" as const), atMost: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 2, arbitrary: fc.record({ what: fc.constant("settle" as const), which: fc.nat(50) }) },
  );
  const share = (max: number) => fc.integer({ min: 1, max });
  const anyShares = fc.record({ lane: share(3), host: share(5), member: share(4), account: share(5) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), anyShares, async (steps, shares) => {
      await superuser.query("delete from caudal.outbox");
      const waiting: Waiting[] = [];
      const held: Held[] = [];
      const served = new Map<string, number>();
      let turn = 0;

      async function claim(atMost: number): Promise<number> {
        const { entries } = await claimOutbox(database.app.db, { kind: "webhook", leaseMs: 60_000, atMost, shares });
        for (const { id, attempt } of entries) {
          const candidates = waiting.filter((each) => fits(held, each, shares));
          const picked = candidates.find((each) => each.id === id);
          if (picked === undefined) expect.fail("what had no place was taken, or what was taken already");
          const rank = (each: Waiting): readonly number[] => [
            of(held, "member", each.member),
            of(held, "account", each.account),
            served.get(each.member) ?? -1,
            of(held, "lane", each.lane),
          ];
          const mine = rank(picked);
          for (const other of candidates) expect(compare(mine, rank(other))).toBeLessThanOrEqual(0);
          // In the order in which they came.
          expect(candidates.find((each) => each.lane === picked.lane)?.id).toBe(id);
          waiting.splice(waiting.indexOf(picked), 1);
          held.push({ ...picked, attempt });
          served.set(picked.member, turn++);
        }
        if (entries.length < atMost) expect(waiting.filter((each) => fits(held, each, shares))).toEqual([]);
        return entries.length;
      }
      async function settle(which: number): Promise<void> {
        const one = held.splice(which % held.length, 1)[0];
        if (one !== undefined) expect(await settleOutbox(database.app.db, one, { outcome: "sent" })).toBe("sent");
      }

      for (const each of steps) {
        if (each.what === "claim") await claim(each.atMost);
        else if (each.what === "settle") await (held.length > 0 && settle(each.which));
        else {
          const endpoint = endpoints[each.endpoint];
          if (endpoint === undefined) expect.fail("ten endpoints");
          for (const id of await enqueue(endpoint, each.count)) waiting.push({ ...endpoint, id });
        }
      }
      // Whatever the shares are, everything goes out in the end.
      while (waiting.length > 0 || held.length > 0) {
        const taken = await claim(4);
        if (held.length > 0) await settle(0);
        else expect(taken).toBeGreaterThan(0);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

test("two deliverers at the same moment hold no more than one share between them", async () => {
  const [endpoint] = endpoints;
  if (endpoint === undefined) expect.fail("ten endpoints");
  await enqueue(endpoint, 20);
  const shares = { lane: 3, host: 10, member: 10, account: 10 };
  const claims = await Promise.all(
    Array.from({ length: 8 }, () =>
      claimOutbox(database.app.db, { kind: "webhook", leaseMs: 60_000, atMost: 2, shares }),
    ),
  );
  expect(claims.flatMap(({ entries }) => entries)).toHaveLength(3);
});

test("a hundred thousand messages that wait for one endpoint do not make the next claim take their number times as long", async () => {
  const [flooded, other] = [endpoints[0], endpoints[4]];
  if (flooded === undefined || other === undefined) expect.fail("ten endpoints");
  await superuser.query(
    `insert into caudal.outbox (kind, account_id, user_id, recipient, key, give_up_at)
     select 'webhook', $1, $2, $3, 'file.done', now() + interval '1 day' from generate_series(1, 100000)`,
    [flooded.account, flooded.member, flooded.lane],
  );
  await superuser.query("analyze caudal.outbox");
  const [mine] = await enqueue(other, 1);
  const shares = { lane: 2, host: 8, member: 4, account: 8 };
  const began = performance.now();
  const { entries } = await claimOutbox(database.app.db, { kind: "webhook", leaseMs: 60_000, atMost: 32, shares });
  // Some passes over what waits take a tenth of a second, one for each that waits takes hours: no machine is as slow as between them.
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(entries).toHaveLength(3);
  expect(entries.map(({ id }) => id)).toContain(mine);
});

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((each, place) => each !== right[place]);
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
