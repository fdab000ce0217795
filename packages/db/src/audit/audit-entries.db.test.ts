import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFile, createPerson, joinAccount, type Person } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { findRefused, recordSecurityEvent, type SecurityEntry } from "../queries/security-events.ts";
import { withScope, type Scope } from "../scope.ts";

let database: TestDatabase;
let client: pg.Client;
let ana: Person;
let luis: Person;
let asAna: Scope;
let session: string;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  ana = await createPerson(database, { name: "Ana" });
  luis = await createPerson(database, { name: "Luis" });
  const begun = await database.signin.query<{ id: string }>(
    `insert into session ("userId", token, "expiresAt", "updatedAt") values ($1, 'of-ana', now() + interval '1 day', now()) returning id`,
    [ana.userId],
  );
  session = begun.rows[0]?.id ?? "";
  asAna = {
    ...ana.scope,
    origin: { address: "192.0.2.7", requestId: "req-12345678", credential: `session:${session}` },
  };
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const origin = { address: "192.0.2.7", requestId: "req-12345678" };
const refusal: SecurityEntry = {
  action: "security.code_refused",
  person: null,
  account: null,
  actor: null,
  role: null,
  object_id: null,
  object_name: null,
  changes: {},
};

type Entry = Readonly<Record<string, unknown>>;
/** What was written since the last look, past every policy. */
async function entriesAfter(work: () => Promise<unknown>): Promise<readonly Entry[]> {
  const { rows } = await client.query<{ last: string }>(
    "select coalesce(max(id), 0) as last from caudal.audit_entries",
  );
  await work();
  return (await client.query<Entry>("select * from caudal.audit_entries where id > $1 order by id", [rows[0]?.last]))
    .rows;
}

describe("an entry", () => {
  test("says who, what, on which object, from where, before and after", async () => {
    const made = await entriesAfter(() =>
      withScope(database.app.db, asAna, (tx) =>
        tx.insertInto("companies").values({ account_id: ana.accountId, name: "Norte" }).execute(),
      ),
    );
    expect(made).toMatchObject([
      {
        account_id: ana.accountId,
        action: "company.created",
        object_type: "company",
        user_id: ana.userId,
        role: "owner",
        credential: `session:${session}`,
        address: "192.0.2.7",
        request_id: "req-12345678",
        object_name: "Norte",
        changes: { name: { after: "Norte" } },
      },
    ]);
    const changed = await entriesAfter(() =>
      withScope(database.app.db, asAna, (tx) =>
        tx.updateTable("companies").set({ name: "Sur" }).where("name", "=", "Norte").execute(),
      ),
    );
    expect(changed).toMatchObject([
      {
        action: "company.changed",
        object_id: made[0]?.["object_id"],
        changes: { name: { before: "Norte", after: "Sur" } },
      },
    ]);
    const removed = await entriesAfter(() =>
      withScope(database.app.db, asAna, (tx) => tx.deleteFrom("companies").where("name", "=", "Sur").execute()),
    );
    expect(removed).toMatchObject([{ action: "company.removed", changes: { name: { before: "Sur" } } }]);
  });

  test("is not written for a change that changes nothing, and not without the change's commit", async () => {
    const rename = (name: string) =>
      withScope(database.app.db, asAna, (tx) => tx.updateTable("accounts").set({ name }).execute());
    await rename("La cuenta");
    expect(await entriesAfter(() => rename("La cuenta"))).toEqual([]);
    const failing = () =>
      withScope(database.app.db, asAna, async (tx) => {
        await tx.updateTable("accounts").set({ name: "Otra" }).execute();
        throw new Error("undone");
      });
    expect(await entriesAfter(() => failing().catch(() => undefined))).toEqual([]);
  });

  test("of what is one person's alone has its id and the names of what changed, and no value", async () => {
    let file = "";
    const made = await entriesAfter(async () => {
      file = await createFile(database, asAna, "nómina secreta.csv");
    });
    const renamed = await entriesAfter(() =>
      withScope(database.app.db, asAna, (tx) =>
        tx.updateTable("files").set({ file_name: "otra cosa.csv" }).where("id", "=", file).execute(),
      ),
    );
    expect(made).toMatchObject([{ action: "file.uploaded", object_id: file, object_name: null, changes: {} }]);
    expect(renamed).toMatchObject([{ action: "file.changed", object_id: file, changes: { file_name: {} } }]);
    expect(JSON.stringify([made, renamed])).not.toMatch(/secreta|otra cosa/);
  });

  test("never holds a secret: a password, a session's token", async () => {
    const { rows } = await client.query<{ id: string }>(
      `insert into auth.account ("accountId", "providerId", "userId", password, "updatedAt") values ('a', 'credential', $1, 'hash-of-the-first', now()) returning id`,
      [ana.userId],
    );
    const written = await entriesAfter(async () => {
      await database.signin.query(`update account set password = 'hash-of-the-second' where id = $1`, [rows[0]?.id]);
      await database.signin.query(
        `insert into session ("expiresAt", token, "updatedAt", "ipAddress", "userAgent", "userId") values (now(), 'token-of-it', now(), '192.0.2.9', 'Firefox', $1)`,
        [ana.userId],
      );
      await database.signin.query(`update session set "expiresAt" = now() + interval '1 day'`);
      await database.signin.query("delete from session where token <> 'of-ana'");
    });
    expect(written).toMatchObject([
      {
        action: "login.changed",
        account_id: ana.accountId,
        user_id: ana.userId,
        changes: { password: { masked: true } },
      },
      {
        action: "session.started",
        account_id: ana.accountId,
        user_id: ana.userId,
        address: "192.0.2.9",
        changes: { userAgent: { after: "Firefox" }, token: { masked: true } },
      },
      { action: "session.ended", user_id: ana.userId },
    ]);
    const { rows: all } = await client.query("select * from caudal.audit_entries");
    expect(JSON.stringify(all)).not.toMatch(/hash-of|token-of-it/);
  });

  test("of a run tells its start, that its end was asked for, and how it ended; not its heartbeats", async () => {
    const written = await entriesAfter(() =>
      withScope(database.app.db, asAna, async (tx) => {
        const { id } = await tx
          .insertInto("runs")
          .values({ account_id: ana.accountId, user_id: ana.userId, kind: "work" })
          .returning("id")
          .executeTakeFirstOrThrow();
        const set = (values: { state?: "running" | "cancelling" | "cancelled"; progress?: number }) =>
          tx.updateTable("runs").set(values).where("id", "=", id).execute();
        await set({ state: "running" });
        await set({ progress: 0.5 });
        await set({ state: "cancelling" });
        await set({ state: "cancelled" });
      }),
    );
    expect(written.map((entry) => entry["action"])).toEqual(["run.started", "run.cancel_asked", "run.cancelled"]);
  });

  test("of founding an account names its founder, who had no scope yet", async () => {
    let eva: Person | undefined;
    const written = await entriesAfter(async () => {
      eva = await createPerson(database, { name: "Eva" });
    });
    const founding = written.filter((entry) => entry["account_id"] === eva?.accountId);
    expect(founding.map((entry) => entry["action"])).toEqual(
      expect.arrayContaining(["account.created", "access_profile.created", "tab.created", "member.added"]),
    );
    for (const entry of written) expect(entry).toMatchObject({ user_id: eva?.userId, role: null });
  });

  test("of a refused sign-in stands in the log of the account, without naming an address that is nobody's", async () => {
    const refuse = async (email: string) => {
      const { userId } = await findRefused(database.app.db, email, null);
      await recordSecurityEvent(database.app.db, { ...refusal, action: "session.refused", person: userId }, origin);
    };
    const written = await entriesAfter(async () => {
      await refuse(ana.email.toUpperCase());
      await refuse("mi-contraseña-escrita-en-otro-campo");
    });
    expect(written).toMatchObject([
      {
        action: "session.refused",
        account_id: ana.accountId,
        user_id: null,
        person_ids: [ana.userId],
        address: "192.0.2.7",
      },
      { action: "session.refused", account_id: null, user_id: null, person_ids: [] },
    ]);
    expect(JSON.stringify(written)).not.toContain("contraseña");
  });

  test("of a refusal names nobody who is gone, no account that is none, and takes no other action", async () => {
    const gone = randomUUID();
    const written = await entriesAfter(() =>
      recordSecurityEvent(database.app.db, { ...refusal, person: gone, actor: gone, account: gone }, null),
    );
    expect(written).toMatchObject([
      { account_id: null, user_id: null, person_ids: [], address: null, request_id: null },
    ]);
    for (const action of ["member.added", "session.started", "", "security."])
      await expect(recordSecurityEvent(database.app.db, { ...refusal, action }, origin)).rejects.toMatchObject({
        code: "23514",
      });
  });

  test("has a salt for each part that no login may read", async () => {
    const { rows } = await client.query<{ who: Buffer; what: Buffer }>(
      "select who_salt as who, what_salt as what from caudal.audit_entries",
    );
    const salts = rows.flatMap((row) => [row.who.toString("hex"), row.what.toString("hex")]);
    expect(new Set(salts).size).toBe(salts.length);
    expect(salts.every((salt) => salt.length === 64)).toBe(true);
    const reading = withScope(database.app.db, asAna, (tx) =>
      tx.selectFrom("audit_entries").select("who_salt").execute(),
    );
    await expect(reading).rejects.toMatchObject({ code: "42501" });
  });
});

describe("an attacker who has the application's login", () => {
  test.each([
    "insert into audit_entries (action, object_type) values ('a.b', 'a')",
    "update audit_entries set changes = '{}'",
    "delete from audit_entries",
    "truncate audit_entries",
    "delete from audit_seals",
    "delete from audit_unsealed",
    "alter table audit_entries disable trigger all",
    "alter table companies disable trigger audit_insert",
    "set session_replication_role = replica",
    "select caudal.write_audit_entry(null, 'a.b', 'a', null, null, '{}', '{}', null, null)",
    "select caudal.erase_audit_of(gen_random_uuid(), 1000)",
  ])("cannot: %s", async (statement) => {
    const attempt = withScope(database.app.db, asAna, (tx) => sql.raw(statement).execute(tx));
    await expect(attempt).rejects.toMatchObject({ code: "42501" });
  });

  test("reads the log of his account as its manager only", async () => {
    const analyst = await joinAccount(database, ana.scope, luis, "analyst");
    const read = (scope: Scope) =>
      withScope(database.app.db, scope, (tx) => tx.selectFrom("audit_entries").select("account_id").execute());
    expect((await read(ana.scope)).every((row) => row.account_id === ana.accountId)).toBe(true);
    expect((await read(ana.scope)).length).toBeGreaterThan(5);
    expect(await read(analyst)).toEqual([]);
  });
});
