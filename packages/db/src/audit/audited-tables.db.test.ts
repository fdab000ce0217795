import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { securityActions } from "@caudal/contract/audit/security-actions.ts";
import { isAuditAction } from "@caudal/contract/audit/tell-entry.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** Tables that leave no entries, and why. Every other table is audited by its migration: `caudal.audit_table`. */
const notAudited: Readonly<Record<string, string>> = {
  "auth.attempts": "how often something was tried, for minutes and as hashes; what was refused is audited",
  "auth.known_devices": "browsers with a count of guesses of their own; the session that begins with each is audited",
  "auth.second_steps": "who still owes a code, for minutes; the session that comes of it is audited",
  "auth.verification": "tokens that live for minutes; what they bring about is audited",
  "caudal.audit_entries": "the log itself",
  "caudal.audit_seals": "the chain of the log",
  "caudal.audit_unsealed": "the queue of the sealer",
  "caudal.departures": "follows members, which are audited; what is removed at its end is audited as files are",
  "caudal.erased_accounts": "ids of accounts that are no more",
  "caudal.erasures": "the promise to erase somebody, of whom the log keeps nothing; the erasure has its entry",
  "caudal.events": "echoes of changes, for live pages; kept for a day",
  "caudal.insights": "written by a run, which is audited",
  "caudal.notice_texts": "the words of the code, written by migrations",
  "caudal.notifications": "written by triggers; that their person has read one is nobody's concern",
  "caudal.outbox": "what is told of changes that are audited themselves",
  "caudal.processing_logs": "written by a run, which is audited",
  "caudal.receipts": "written by the end of a run, which is audited; nobody can change one",
  "caudal.rejects": "written by a run, which is audited",
  "caudal.run_keys": "keeps a run from being started twice; the run is audited",
  "caudal.run_logs": "written by a run, which is audited",
  "caudal.run_profiles": "written by a run, which is audited",
  "caudal.run_steps": "written by a run, which is audited",
  "caudal.schema_migrations": "written by migrations",
  "caudal.session_accounts": "in which of their accounts somebody looks; they may in all of them",
  "caudal.uploads": "bytes on their way; the file that comes of them is audited",
  "caudal.webhook_deliveries": "what was sent where, for its person; the endpoint is audited",
};

/** Actions that the code itself records, by caudal.record_act. */
async function actsOfCode(): Promise<readonly string[]> {
  const root = join(import.meta.dirname, "../../../..");
  const texts: string[] = [];
  for await (const file of glob("{apps,packages}/*/src/**/*.ts", { cwd: root }))
    texts.push(await readFile(join(root, file), "utf8"));
  return texts.flatMap((text) => [...text.matchAll(/record_act\('([a-z_.]+)'/g)].map(([, action]) => action ?? ""));
}

type Trigger = {
  readonly table: string;
  readonly operation: string;
  readonly definition: string;
  readonly options: {
    readonly columns: readonly string[];
    readonly ignored?: readonly string[];
    readonly id: readonly string[];
    readonly account: string | null;
  };
};

async function readTriggers(): Promise<readonly Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `select c.oid::regclass::text as table, substr(t.tgname, 7) as operation, pg_get_triggerdef(t.oid) as definition,
       convert_from(substr(t.tgargs, 1, length(t.tgargs) - 1), 'utf8')::jsonb as options
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
     where p.proname = 'record_change' order by 1, 2`,
  );
  return rows;
}

test("every table is audited, or stands here with the reason why not", async () => {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('auth', 'caudal') and c.relkind in ('r', 'p') order by 1`,
  );
  const audited = new Set((await readTriggers()).map((trigger) => trigger.table.replaceAll('"', "")));
  const missing = rows.map((row) => row.name).filter((name) => !audited.has(name));
  expect(missing).toEqual(Object.keys(notAudited));
});

test("every column of an audited table is kept or said to be ignored: one that came later calls for caudal.audit_table again", async () => {
  const triggers = await readTriggers();
  for (const { table, options } of triggers) {
    const { rows } = await client.query<{ name: string }>(
      "select attname::text as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by 1",
      [table],
    );
    const known = [...options.columns, ...(options.ignored ?? []), ...options.id, ...[options.account ?? []].flat()];
    expect([...new Set(known)].sort(), table).toEqual(rows.map((row) => row.name).sort());
  }
});

test("every action that a trigger or a function records is told in words", async () => {
  const { rows } = await client.query<{ action: string }>(
    `select distinct (options ->> 'subject') || '.' || (rule ->> 'verb') as action
     from pg_trigger t join pg_proc p on p.oid = t.tgfoid,
       lateral (select convert_from(substr(t.tgargs, 1, length(t.tgargs) - 1), 'utf8')::jsonb as options) a,
       lateral jsonb_array_elements(options -> 'verbs' -> substr(t.tgname, 7)) rule
     where p.proname = 'record_change'
     union
     select distinct said[1] from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'caudal',
       regexp_matches(p.prosrc, '(?:write_audit_entry|record_act)\\(\\s*(?:[a-z_]+,\\s*)?''([a-z_]+\\.[a-z_]+)''', 'g') said`,
  );
  const actions = [...rows.map((row) => row.action), ...(await actsOfCode()), ...securityActions];
  expect(actions).toEqual(expect.arrayContaining(["member.added", "export.taken", "person.erased", "session.refused"]));
  expect(actions.filter((action) => !isAuditAction(action))).toEqual([]);
});

test("none of the triggers is switched off", async () => {
  const { rows } = await client.query(
    "select tgrelid::regclass from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.proname = 'record_change' and tgenabled <> 'O'",
  );
  expect(rows).toEqual([]);
});

test("a table with columns that are not there, without a subject or with an option that means nothing is refused", async () => {
  const attach = (options: object) =>
    client.query("select caudal.audit_table('caudal.tabs', $1)", [JSON.stringify(options)]);
  await expect(attach({ subject: "tab", ignored: ["colour"] })).rejects.toThrow("no columns {colour}");
  await expect(attach({})).rejects.toThrow("no subject");
  await expect(attach({ subject: "tab", secret: ["key"] })).rejects.toThrow("no meaning");
});
