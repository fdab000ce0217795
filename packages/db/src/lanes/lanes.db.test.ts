import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createFile, createPerson, type Person } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { connectDatabase, connectLanes, createPool } from "../connect.ts";
import { readInScope } from "../scope.ts";
import type { LaneStatement } from "./lane.ts";
import type { Lanes } from "./lanes.ts";

let database: TestDatabase;
let people: readonly Person[];
let observer: ReturnType<typeof createPool>;
let lanes: Lanes;
beforeAll(async () => {
  database = await createTestDatabase();
  people = await Promise.all(["Ana", "Luz", "Iker"].map((name) => createPerson(database, { name })));
  for (const [index, person] of people.entries())
    for (let file = 0; file <= index; file += 1) await createFile(database, person.scope, `${index}-${file}.csv`);
  observer = createPool(database.superuserUrl, { applicationName: "observer", max: 2 });
});
afterAll(async () => {
  await observer?.end();
  await database?.close();
});
const openLanes = (most: number): Lanes =>
  connectLanes(database.urls.app, { applicationName: "lanes", lanes: most, readOnly: true });
beforeEach(() => void (lanes = openLanes(1)));
afterEach(() => lanes.close());

const statement = (text: string, values: readonly unknown[] = [], name: string | null = text): LaneStatement => ({
  text,
  values,
  name: name === null ? undefined : name.slice(0, 60),
});
const enter = ({ userId, accountId }: Pick<Person, "userId" | "accountId">): LaneStatement =>
  statement("select caudal.set_scope($1, $2) as member", [userId, accountId]);
const files = statement("select file_name from files order by file_name");
const connections = async (): Promise<readonly number[]> =>
  (
    await observer.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'lanes' and datname = current_database()",
    )
  ).rows.map(({ pid }) => pid);

/** Stands between, and can forget the connections that it has: nothing comes through any more, and nobody is told. */
async function openGate(address: string) {
  const target = new URL(address);
  const sockets = new Set<Socket>();
  const gate = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) sockets.add(socket.on("error", () => undefined));
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(gate, "listening");
  const url = new URL(address);
  url.port = String((gate.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow: () => {
      for (const socket of sockets) socket.unpipe().resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      gate.close();
      await once(gate, "close");
    },
  };
}

/** What one may ask, and what must come of it whatever others ask around it. */
const asks = {
  own: async (index: number) => {
    const person = people[index] as Person;
    const { rows, error } = await lanes.carryOut([enter(person), files]);
    expect(error).toBeNull();
    expect(rows[1]).toEqual(Array.from({ length: index + 1 }, (_, file) => ({ file_name: `${index}-${file}.csv` })));
  },
  nothing: async () => expect(await lanes.carryOut([files])).toEqual({ rows: [[]], error: null }),
  fails: async (index: number) => {
    const { rows, error } = await lanes.carryOut([
      enter(people[index] as Person),
      statement("select 1 / ($1::int - $1::int) as never", [index]),
      files,
    ]);
    expect(error).toMatchObject({ code: "22012" });
    expect(rows).toEqual([[{ member: true }], [], []]);
  },
  isWrong: async () =>
    expect((await lanes.carryOut([files, statement("select nothing from nowhere")])).error).toMatchObject({
      code: "42P01",
    }),
  cannotBeTold: async (index: number) => {
    const value = {
      toJSON: () => {
        throw new RangeError("no value");
      },
    };
    const { rows, error } = await lanes.carryOut([enter(people[index] as Person), { ...files, values: [1, value] }]);
    expect(error).toBeInstanceOf(RangeError);
    expect(rows).toEqual([]);
  },
  comesOnce: async (index: number) => {
    const { rows, error } = await lanes.carryOut([
      enter(people[index] as Person),
      statement(`select ${index} as index, $1::text as said`, ["a"], null),
      statement("select $1::text as said", ["b"], null),
    ]);
    expect(error).toBeNull();
    expect(rows.slice(1)).toEqual([[{ index, said: "a" }], [{ said: "b" }]]);
  },
};

it("whatever many people ask at once of one connection, each gets their own, and nobody another's failure", async () => {
  const kinds = Object.keys(asks) as (keyof typeof asks)[];
  const asked = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(2)), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(asked, async (list) => {
      await Promise.all(list.map(([kind, index]) => asks[kind](index)));
    }),
    { numRuns: 60 },
  );
  expect(await connections()).toHaveLength(1);
}, 60_000);

it("a statement that comes once is forgotten, also when what stood before it failed", async () => {
  const once = statement("select 7 as seven", [], null);
  await lanes.carryOut([once]);
  await lanes.carryOut([statement("select 1 / 0 as never"), once]);
  const kept = statement("select count(*)::int as kept from pg_prepared_statements where statement like 'select 7%'");
  expect((await lanes.carryOut([kept])).rows).toEqual([[{ kept: 0 }]]);
});

it("nothing can be written there", async () => {
  const [ana] = people as [Person];
  const { error } = await lanes.carryOut([enter(ana), statement("update files set file_name = 'otro.csv'")]);
  expect(error).toMatchObject({ code: "25006" });
});

it("reads instants, numbers without loss, documents and nulls as the other connections do", async () => {
  const text =
    "select 9007199254740993::int8 as big, 1.10::numeric as exact, 7::int4 as small, '{\"a\":[1]}'::jsonb as document, timestamptz '2026-01-31 12:00:00.123+00' as at, null::text as none, '{a,b}'::text[] as list, true as yes";
  const { rows } = await lanes.carryOut([statement(text, [], "values")]);
  expect(rows[0]).toEqual((await database.app.pool.query<Record<string, unknown>>(text)).rows);
  const values = [["a", 'b"c'], new Date(5), { a: null }, null, true, 3];
  const echo =
    "select $1::text[] as a, $2::timestamptz as b, $3::jsonb as c, $4::text as d, $5::bool as e, $6::int as f";
  expect((await lanes.carryOut([statement(echo, values, "echo")])).rows[0]).toEqual(
    (await database.app.pool.query<Record<string, unknown>>(echo, values)).rows,
  );
});

it("a connection that is ended fails what it carries, and another takes over", async () => {
  await asks.own(0);
  const before = await connections();
  const slow = lanes.carryOut([statement("select pg_sleep(60)")]);
  const behind = lanes.carryOut([files]);
  await expect
    .poll(
      async () =>
        (
          await observer.query(
            "select from pg_stat_activity where query like 'select pg_sleep(60)%' and state = 'active'",
          )
        ).rowCount,
    )
    .toBe(1);
  await observer.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lanes'");
  expect((await slow).error).toBeInstanceOf(Error);
  expect((await behind).error).toBeInstanceOf(Error);
  await asks.own(2);
  expect(await connections()).not.toEqual(before);
});

it("one that takes long holds nobody up where there is another connection", async () => {
  await lanes.close();
  lanes = openLanes(2);
  await asks.own(0);
  const slow = lanes.carryOut([statement("select pg_sleep(1.5)")]);
  const active = "select from pg_stat_activity where query like 'select pg_sleep(1.5)%' and state = 'active'";
  await expect.poll(async () => (await observer.query(active)).rowCount).toBe(1);
  const first = await Promise.race([
    slow.then(() => "slow"),
    Promise.all(Array.from({ length: 50 }, () => asks.own(1))),
  ]);
  expect(first).not.toBe("slow");
  expect((await slow).error).toBeNull();
});

const slowUnderWay = (statement: string) => async () =>
  (await observer.query(`select from pg_stat_activity where query like '${statement}%' and state = 'active'`)).rowCount;

it("whoever has many slow ones under way on all connections holds up nobody else, and waits behind their own", async () => {
  await lanes.close();
  lanes = openLanes(2);
  await asks.nothing();
  await Promise.all([asks.nothing(), asks.nothing()]);
  await expect.poll(connections).toHaveLength(2);
  const text = "select pg_sleep(1.7)";
  const slow = Array.from({ length: 6 }, () => lanes.carryOut([statement(text)], "one account"));
  await expect.poll(slowUnderWay(text), { timeout: 5_000 }).toBe(2);
  const ended = Promise.any(slow).then(() => "one of the slow ones");
  const others = Array.from({ length: 40 }, (_, at) => lanes.carryOut([files], `account ${at % 4}`));
  expect(await Promise.race([ended, Promise.all(others).then(() => "all others")])).toBe("all others");
  // By then it is known who is slow: what they ask more gets in nobody's way.
  const more = Array.from({ length: 8 }, () => lanes.carryOut([statement(text)], "one account"));
  const later = Array.from({ length: 20 }, () => lanes.carryOut([files], "another account"));
  expect(await Promise.race([ended, Promise.all(later).then(() => "all others")])).toBe("all others");
  expect(await connections()).toHaveLength(3);
  for (const { error } of await Promise.all([...slow, ...others, ...more, ...later])) expect(error).toBeNull();
}, 60_000);

it("slow reads of one account, however many, hold up none of another", async () => {
  const { db, close } = connectDatabase(database.urls.app, { applicationName: "read", lanes: 2 });
  const [ana, luz] = people as [Person, Person];
  try {
    const read = (person: Person) =>
      readInScope(db, person.scope, (tx) => tx.selectFrom("files").select("file_name").execute());
    // Both connections are open.
    await read(ana);
    await Promise.all([read(ana), read(luz), read(ana)]);
    const text = "select pg_sleep(1.3)";
    const slow = Array.from({ length: 6 }, () => readInScope(db, ana.scope, (tx) => sql.raw(text).execute(tx)));
    await expect.poll(slowUnderWay(text), { timeout: 5_000 }).toBeGreaterThan(0);
    const ended = Promise.any(slow).then(() => "one of the slow ones");
    const others = Promise.all(Array.from({ length: 30 }, () => read(luz))).then((found) => found.length);
    expect(await Promise.race([ended, others])).toBe(30);
    await Promise.all(slow);
  } finally {
    await close();
  }
}, 60_000);

it("who asks in the same moment is spread over all connections", async () => {
  await lanes.close();
  lanes = openLanes(2);
  await asks.nothing();
  await Promise.all([asks.nothing(), asks.nothing()]);
  await expect.poll(connections).toHaveLength(2);
  const pid = statement("select pg_backend_pid() as pid");
  const asked = await Promise.all(Array.from({ length: 10 }, () => lanes.carryOut([pid])));
  const counts = Object.values(Object.groupBy(asked, ({ rows }) => String(rows[0]?.[0]?.["pid"])));
  expect(counts.map((of) => of?.length)).toEqual([5, 5]);
});

it("no reader meets what a migration has outdated, on however many connections it was prepared", async () => {
  await lanes.close();
  lanes = openLanes(4);
  await observer.query("create table caudal.changing (a int); grant select on caudal.changing to caudal_request");
  try {
    const all = statement("select *, pg_sleep(0.05) from changing");
    await expect
      .poll(async () => {
        await Promise.all(Array.from({ length: 12 }, () => lanes.carryOut([all])));
        return connections();
      })
      .toHaveLength(4);
    await observer.query("alter table caudal.changing add column b int; insert into caudal.changing values (1, 2)");
    const asked = await Promise.all(Array.from({ length: 12 }, () => lanes.carryOut([all])));
    for (const { rows, error } of asked) {
      expect(error).toBeNull();
      expect(rows).toEqual([[expect.objectContaining({ a: 1, b: 2 })]]);
    }
  } finally {
    await observer.query("drop table caudal.changing");
  }
});

it("a connection that says nothing any more is given up, whoever waits is told, and the next one asks on a new one", async () => {
  const gate = await openGate(database.urls.app);
  const behind = connectLanes(gate.url, { applicationName: "lanes", lanes: 1, statementTimeout: 500 });
  try {
    expect((await behind.carryOut([files])).error).toBeNull();
    gate.swallow();
    expect((await behind.carryOut([files])).error).toMatchObject({
      message: expect.stringMatching(/no answer in time/),
    });
    expect((await behind.carryOut([files])).error).toBeNull();
  } finally {
    await behind.close();
    await gate.close();
  }
}, 20_000);

it("closing waits for what was asked, and refuses what comes later", async () => {
  const asked = lanes.carryOut([statement("select pg_sleep(0.2), 1 as one")]);
  await lanes.close();
  expect((await asked).rows).toEqual([[expect.objectContaining({ one: 1 })]]);
  await expect(lanes.carryOut([files])).rejects.toThrow();
  lanes = openLanes(1);
});

it("says that no connection can be made, to everybody who waits for one, and tries anew", async () => {
  const gone = new URL(database.urls.app);
  gone.pathname = "/not_there";
  const lost = connectLanes(gone.href, { applicationName: "lanes", lanes: 2 });
  try {
    for (let time = 0; time < 2; time += 1)
      for (const outcome of await Promise.allSettled([lost.carryOut([files]), lost.carryOut([files])]))
        expect(outcome).toMatchObject({ status: "rejected", reason: { code: "3D000" } });
  } finally {
    await lost.close();
  }
});
