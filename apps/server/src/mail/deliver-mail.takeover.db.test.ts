import { randomUUID } from "node:crypto";
import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEnqueueMail } from "@caudal/db/queries/outbox.ts";
import { createTestDatabase } from "@caudal/db/testing/test-database.ts";
import { newMasterKey, parseKeyring } from "@caudal/secrets/keyring.ts";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { startSmtp, type SmtpAnswer } from "../../testing/smtp.ts";
import { openSender } from "../outbox/sender.ts";
import { sealOutbox } from "./seal-outbox.ts";

const soon = { timeout: 20_000 };

/** A mail server whose answers wait, processes that send to it, and the lease of three minutes of which none ends in a test. */
async function openWorld() {
  const database = await createTestDatabase();
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const key = newMasterKey();
  const senders = await mkdtemp(join(tmpdir(), "caudal-senders-"));
  /** By whom a mail is for: what the answer to it waits for. */
  const waits = new Map<string, Promise<unknown>>();
  const smtp = await startSmtp({
    answer: async ({ to }): Promise<SmtpAnswer> => {
      await waits.get(to[0] ?? "");
      return "accept";
    },
  });
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill("SIGKILL");
    await smtp.close();
    await superuser.end();
    await database.close();
    await rm(senders, { recursive: true, force: true });
  });
  const received = (to: string) => smtp.received.filter((one) => one.to[0] === to);
  return {
    database,
    smtp,
    children,
    superuser,
    senders,
    waits,
    received,
    start: (): ChildProcess => {
      const child = fork(join(import.meta.dirname, "../../testing/deliver-once.ts"), [
        `--database=${database.urls.app}`,
        `--smtp=${smtp.url}`,
        `--key=${key}`,
        `--senders=${senders}`,
      ]);
      children.push(child);
      return child;
    },
    ask: (to: string) =>
      createEnqueueMail(sealOutbox(parseKeyring(key)))(database.app.db, {
        to,
        locale: "es",
        key: "password.reset",
        params: { name: "Ana", link: "http://caudal.test/reset#token=x" },
      }),
    arrives: (to: string, times: number) => vi.waitFor(() => expect(received(to)).toHaveLength(times), soon),
    /** Of a mail that is not sent: what was sent keeps no recipient. */
    pending: async (to: string) =>
      (
        await superuser.query<{ attempts: number; unanswered: number; held: boolean }>(
          "select attempts, unanswered, lease_until > now() as held from caudal.outbox where recipient = $1",
          [to],
        )
      ).rows,
    allSent: () =>
      vi.waitFor(
        async () => expect((await superuser.query("select from caudal.outbox where state <> 'sent'")).rowCount).toBe(0),
        soon,
      ),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("what a killed server was sending goes when the next one starts, and what a living one is sending stays its own", async () => {
  const { superuser, waits, received, start, ask, arrives, pending, allSent } = await openWorld();
  const eva = "eva@ejemplo.test";
  const others = ["ana", "beto", "caro", "dora"].map((name) => `${name}@ejemplo.test`);
  const answered = Promise.withResolvers<void>();
  for (const to of others) waits.set(to, answered.promise);
  const living = start();
  for (const to of others) await ask(to);
  // All that one sends at once, so that eva's is the other one's.
  for (const to of others) await arrives(to, 1);
  waits.set(eva, new Promise(() => undefined));
  const killed = start();
  await ask(eva);
  await arrives(eva, 1);
  await kill(killed);
  // The living one loses every connection to the database as well, which says nothing of what it is sending.
  await superuser.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where application_name = 'deliver-once' and datname = current_database()`,
  );
  waits.delete(eva);
  start();
  await arrives(eva, 2);
  expect(new Set(received(eva).map(({ mail }) => mail.messageId)).size).toBe(1);
  for (const to of others) expect(await pending(to)).toEqual([{ attempts: 1, unanswered: 0, held: true }]);
  expect(living.exitCode ?? living.signalCode).toBeNull();
  answered.resolve();
  await allSent();
  for (const to of others) expect(received(to)).toHaveLength(1);
  expect(received(eva)).toHaveLength(2);
});

test("a server that does not stay up takes over once: then the lease is waited for, and the mail is not given up in a moment", async () => {
  const { superuser, senders, waits, received, start, ask, arrives, pending } = await openWorld();
  const eva = "eva@ejemplo.test";
  waits.set(eva, new Promise(() => undefined));
  await ask(eva);
  for (const times of [1, 2]) {
    const server = start();
    await arrives(eva, times);
    await kill(server);
  }
  const dead: string[] = [];
  const after = await openSender(senders, async (id) => {
    dead.push(id);
    expect((await superuser.query("select caudal.release_outbox($1) as released", [id])).rows).toEqual([
      { released: 0 },
    ]);
  });
  after.close();
  expect(dead).toHaveLength(1);
  expect(await readdir(senders), "only its own is left").toEqual([`${after.id}.lock`]);
  expect(await pending(eva)).toEqual([{ attempts: 2, unanswered: 1, held: true }]);
  expect(received(eva)).toHaveLength(2);
});

type World = Awaited<ReturnType<typeof openWorld>>;

/** The whole server on this world's data folder. */
async function startServer({ database, smtp, children, senders }: World) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts")], {
    env: {
      ...process.env,
      DATABASE_URL: database.urls.app,
      CAUDAL_AUTH_URL: database.urls.signin,
      CAUDAL_DATA_DIR: senders,
      CAUDAL_PORT: "0",
      CAUDAL_SMTP_URL: `${smtp.url}?tls=off`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const port = await vi.waitFor(() => {
    const [, found] = /"port":(\d+)/.exec(said) ?? [];
    expect(found, said).toBeDefined();
    return found;
  }, soon);
  return { child, url: `http://127.0.0.1:${port}`, said: () => said };
}

test("a data folder in which nothing can be locked keeps no server from starting: it says so", async () => {
  const world = await openWorld();
  // No file can be opened by this name.
  await mkdir(join(world.senders, "senders", `${randomUUID()}.lock`), { recursive: true });
  expect((await startServer(world)).said()).toContain("no lock in the data folder");
});

test("the server itself, killed while the mail server takes a mail, sends it again when it is started again", async () => {
  const world = await openWorld();
  const { waits, arrives, allSent } = world;
  const eva = "eva@ejemplo.test";
  waits.set(eva, new Promise(() => undefined));
  const first = await startServer(world);
  const answer = await fetch(`${first.url}/api/auth/password/request-reset`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: eva }),
  });
  expect(answer.status).toBe(202);
  await arrives(eva, 1);
  await kill(first.child);
  waits.delete(eva);
  await startServer(world);
  await arrives(eva, 2);
  await allSent();
});

test("many that start at once in a folder find each dead one, and take none of each other for dead", async () => {
  const senders = await mkdtemp(join(tmpdir(), "caudal-senders-"));
  onTestFinished(() => rm(senders, { recursive: true, force: true }));
  const gone = await openSender(senders, async () => undefined);
  gone.close();
  const found: string[] = [];
  const note = async (dead: string): Promise<void> => void found.push(dead);
  const open = await Promise.all(Array.from({ length: 8 }, () => openSender(senders, note)));
  expect([...new Set(found)]).toEqual([gone.id]);
  expect(new Set(open.map(({ id }) => id)).size).toBe(8);
  await openSender(senders, note);
  expect([...new Set(found)]).toEqual([gone.id]);
  for (const one of open) one.close();
  (await openSender(senders, note)).close();
  expect(new Set(found)).toEqual(new Set([gone.id, ...open.map(({ id }) => id)]));
});
