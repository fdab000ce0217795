import { unzip } from "@caudal/test/support/unzip.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundCrew, joinCrew, type Somebody } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`;

/** Tables with something of a person, by the entries in which it stands, and what of a row must be read there. */
const exported: Readonly<Record<string, { readonly entry: RegExp; readonly shows: string }>> = {
  "auth.account": { entry: /^accesos\.json$/, shows: "t.id" },
  "auth.known_devices": { entry: /^accesos\.json$/, shows: "t.id" },
  "auth.second_factors": { entry: /^accesos\.json$/, shows: instant("t.confirmed_at") },
  "auth.session": { entry: /^sesiones\.json$/, shows: "t.id" },
  "auth.user": { entry: /^perfil\.json$/, shows: "t.email" },
  "caudal.accounts": { entry: /^perfil\.json$/, shows: "t.id" },
  "caudal.api_keys": { entry: /^claves\.json$/, shows: "t.id" },
  "caudal.audit_entries": { entry: /^auditoria\.json$/, shows: `'"id":"' || t.id || '"'` },
  "caudal.departures": { entry: /^perfil\.json$/, shows: "t.account_id" },
  "caudal.files": { entry: /\/archivo\.json$/, shows: "t.id" },
  "caudal.insights": { entry: /\/hallazgos\.json$/, shows: "t.id" },
  "caudal.invitations": { entry: /^invitaciones\.json$/, shows: "t.id" },
  "caudal.members": { entry: /^perfil\.json$/, shows: "t.account_id" },
  "caudal.notifications": { entry: /^avisos\.json$/, shows: "t.id" },
  "caudal.processing_logs": { entry: /\/procesamiento\.json$/, shows: "t.operation" },
  "caudal.profiles": { entry: /^perfil\.json$/, shows: "t.user_id" },
  "caudal.receipts": { entry: /\/recibos\/[^/]+\.json$/, shows: "t.run_id" },
  "caudal.rejects": { entry: /\/filas-rechazadas\.csv$/, shows: "t.text" },
  "caudal.run_logs": { entry: /\/ejecuciones\.json$/, shows: instant("t.at") },
  "caudal.run_steps": { entry: /\/ejecuciones\.json$/, shows: "t.name" },
  "caudal.runs": { entry: /\/ejecuciones\.json$/, shows: "t.id" },
  "caudal.shares": { entry: /^compartidos\.json$/, shows: "t.id" },
  "caudal.webhooks": { entry: /^webhooks\.json$/, shows: "t.id" },
};

/** All other tables, and why nothing of them is in an export. */
const left: Readonly<Record<string, string>> = {
  "auth.attempts": "counts of guesses under keyed sums, which name nobody",
  "auth.recovery_codes": "sums of what opens; how many are left is in accesos.json",
  "auth.second_steps": "a sign-in of this very minute",
  "auth.verification": "links on their way by mail, which open",
  "caudal.access_profile_companies": "the account's",
  "caudal.access_profile_tabs": "the account's",
  "caudal.access_profile_warehouses": "the account's",
  "caudal.access_profiles": "the account's",
  "caudal.audit_seals": "sums",
  "caudal.audit_unsealed": "numbers of entries, which are exported",
  "caudal.companies": "the account's",
  "caudal.erased_accounts": "ids of accounts that are no more",
  "caudal.erasures": "whoever is being erased exports nothing",
  "caudal.events": "ids of what changed, for a day",
  "caudal.notice_texts": "words of the platform",
  "caudal.outbox": "mails and messages on their way, sealed: the notifications are exported",
  "caudal.run_keys": "keeps a run from being started twice",
  "caudal.run_profiles": "what a run found: it stands in the file, the findings and the receipt",
  "caudal.schema_migrations": "the platform's",
  "caudal.session_accounts": "in which account a session looks",
  "caudal.tabs": "the platform's",
  "caudal.uploads": "bytes that are no file yet",
  "caudal.views": "who looks as whom in this moment; the audit has it",
  "caudal.warehouses": "the account's",
  "caudal.webhook_deliveries": "which of the notifications went where",
};

/** What furnishing leaves empty. */
const rare: readonly string[] = [
  "insert into auth.second_factors (user_id, secret, confirmed_at) select $1, 'a-sealed-secret', now() where $2::uuid is not null and $3::uuid is not null",
  `insert into auth.known_devices (token_hash, user_id, expires_at)
   select sha256('a browser'), $1, now() + interval '1 day' where $2::uuid is not null and $3::uuid is not null`,
  `insert into caudal.invitations (account_id, email, role, access_profile_id, invited_by, token_hash, expires_at)
   select $2, 'rosa@ejemplo.test', 'viewer', id, $1, sha256('an invitation'), now() + interval '1 day'
   from caudal.access_profiles where account_id = $2 and $3::uuid is not null`,
  `insert into caudal.webhooks (id, account_id, user_id, name, url, secret, kinds)
   select gen_random_uuid(), $2, $1, 'Almacén', 'https://almacen.test/', 'a-sealed-secret', '{run.failed}' where $3::uuid is not null`,
  `insert into caudal.run_steps (run_id, account_id, user_id, name, ordinal, state, attempt, token)
   select id, $2, $1, 'read', 1, 'done', 1, 1 from caudal.runs where id = $3`,
  `insert into caudal.run_logs (run_id, account_id, user_id, level, key) select id, $2, $1, 'info', 'run.beginning' from caudal.runs where id = $3`,
  "update caudal.runs set state = 'cancelled', finished_at = now() where id = $3 and account_id = $2 and user_id = $1",
];

const entriesOf = async (who: Somebody) => unzip(Buffer.from(await (await who.client.exportMyData()).arrayBuffer()));

describe("an export", () => {
  test("holds every row of every table that is the person's, or its table stands here with the reason why not", async () => {
    const crew = await foundCrew(server);
    const who = crew.admin;
    const { runId } = await furnish(server, who.scope);
    // And something in an account that they left.
    const elsewhere = await foundCrew(server);
    const there = await joinCrew(server, elsewhere.owner, who, "analyst");
    await furnish(server, there.scope, { name: "dejada.csv" });
    await who.client.enterAccount({ params: { id: who.scope.accountId } });
    await elsewhere.owner.client.removeMember({ params: { id: who.userId } });
    await asSuperuser(server, async (client) => {
      for (const statement of rare) await client.query(statement, [who.userId, who.scope.accountId, runId]);
    });

    const entries = await entriesOf(who);
    await asSuperuser(server, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('auth', 'caudal') and c.relkind in ('r', 'p')`,
      );
      expect(new Set(tables.map(({ name }) => name))).toEqual(
        new Set([...Object.keys(exported), ...Object.keys(left)]),
      );
      for (const [table, { entry, shows }] of Object.entries(exported)) {
        // Rows in which their id stands; an account is theirs where they are its member.
        const theirs =
          table === "caudal.accounts"
            ? "t.id in (select account_id from caudal.members where user_id = $1::uuid)"
            : "strpos(t::text, $1::text) > 0";
        const name = table.replace(".", '."') + '"';
        const { rows } = await client.query<{ shown: string }>(
          `select (${shows})::text as shown from ${name} t where ${theirs}`,
          [who.userId],
        );
        expect(rows.length, `${table} has nothing of theirs to look for`).toBeGreaterThan(0);
        const whole = [...entries]
          .filter(([path]) => entry.test(path))
          .map(([path, content]) => `${path} ${content.toString()}`)
          .join();
        expect(
          rows.filter(({ shown }) => !whole.includes(shown)),
          `${table} in ${entry}`,
        ).toEqual([]);
      }
    });
    // What opens anything is in none of them.
    const all = [...entries.values()].map(String).join("");
    const { rows } = await server.database.signin.query<{ token: string }>(
      `select token from session where "userId" = $1 union all select encode(token_hash, 'hex') from known_devices where user_id = $1`,
      [who.userId],
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const secret of [...rows.map(({ token }) => token), "a-sealed-secret"]) expect(all).not.toContain(secret);
  });

  test("holds what the log has of whoever belongs to no account, and of what they did in one that they left long ago, what and when only", async () => {
    const crew = await foundCrew(server);
    const gone = crew.admin;
    await gone.client.createCompany({ body: { name: "Secreta del Norte" } });
    await asSuperuser(server, async (client) => {
      await client.query(
        "delete from caudal.accounts where id <> $1 and id in (select account_id from caudal.members where user_id = $2)",
        [gone.scope.accountId, gone.userId],
      );
    });
    const company = async (): Promise<object | undefined> =>
      audit(await entriesOf(gone)).find((entry) => entry.action === "company.created");
    expect(await company()).toMatchObject({ by_me: true, changes: { name: { after: "Secreta del Norte" } } });
    await crew.owner.client.removeMember({ params: { id: gone.userId } });
    expect(await company()).toMatchObject({ changes: { name: { after: "Secreta del Norte" } } });
    await asSuperuser(server, async (client) => {
      await client.query("delete from caudal.departures where user_id = $1", [gone.userId]);
    });
    expect(await company()).toMatchObject({
      account_id: crew.owner.scope.accountId,
      by_me: true,
      role: "admin",
      object_id: null,
      changes: null,
    });
    const actions = audit(await entriesOf(gone)).map((entry) => entry.action);
    expect(actions).toEqual(
      expect.arrayContaining(["user.created", "session.started", "member.removed", "export.taken"]),
    );
  });

  test("tells of nobody else's acts, and where they were one of several whom an entry is about, of that too", async () => {
    const crew = await foundCrew(server);
    const [one, other] = [crew.analyst, crew.colleague];
    const people = [crew.owner.userId, one.userId, crew.viewer.userId].toSorted((a, b) => (a < b ? -1 : 1));
    await asSuperuser(server, async (client) => {
      await client.query(
        "select caudal.write_audit_entry($1, 'member.changed', 'member', 'x', null, $2, '{}', $3, null)",
        [crew.owner.scope.accountId, people, crew.owner.userId],
      );
    });
    const about = (entries: readonly Entry[]) => entries.filter((entry) => entry.object_id === "x");
    expect(about(audit(await entriesOf(one)))).toMatchObject([{ by_me: false, role: null, address: null }]);
    expect(about(audit(await entriesOf(other)))).toEqual([]);
  });
});

type Entry = { readonly action: string; readonly object_id: string | null };
const audit = (entries: Map<string, Buffer>): readonly Entry[] =>
  JSON.parse(entries.get("auditoria.json")?.toString() ?? "[]") as Entry[];
