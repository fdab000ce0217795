import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { holdLocked, holdWriting, sessionScope, somebodyWaits } from "../../testing/held-ways.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf, removeFromAccount } from "../../testing/join-account-of.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const newEmail = () => `p${crypto.randomUUID()}@ejemplo.test`;

test("who writes slowly, and ends their sessions in many windows meanwhile, keeps nobody from signing in", async () => {
  const email = newEmail();
  await signUp(server, { email });
  const slow = await signUp(server);
  const thief = await holdWriting(server, await sessionScope(slow));
  const windows = Array.from({ length: 12 }, () => slow.fetch("/api/me/sessions/end-all", { method: "POST" }));
  const answers = Promise.all(windows);
  await somebodyWaits(server);
  const began = performance.now();
  await visit(server).client.signIn({ body: { email, password: goodPassword } });
  expect(performance.now() - began).toBeLessThan(5_000);
  thief.letGo();
  await thief.done;
  const statuses = (await answers).map(({ status }) => status);
  expect(statuses).toContain(200);
  expect(statuses.filter((status) => ![200, 401, 503].includes(status))).toEqual([]);
});

/** What the superuser holds stays held: PostgreSQL ends a transaction of ours that idles, before the patience is over. */
const holdWays = (userId: string) => holdLocked(server, "select caudal.lock_ways($1)", [userId]);

test("whose ways are held longer than that is told so, may try again, and stays signed in until then", async () => {
  const slow = await signUp(server);
  const holder = await holdWays(slow.userId);
  const end = () => slow.fetch("/api/me/sessions/end-all", { method: "POST" });
  const began = performance.now();
  expect((await end()).status).toBe(503);
  const waited = performance.now() - began;
  expect(waited).toBeGreaterThan(7_000);
  // PostgreSQL would end the statement after half a minute.
  expect(waited).toBeLessThan(20_000);
  expect((await slow.fetch("/api/me")).status).toBe(200);
  holder.letGo();
  await holder.done;
  expect((await end()).status).toBe(200);
  expect((await slow.fetch("/api/me")).status).toBe(401);
}, 40_000);

test("who ends their sessions in several windows waits once, and whoever signs out behind them two seconds", async () => {
  const email = newEmail();
  const slow = await signUp(server, { email });
  const other = visit(server);
  await other.client.signIn({ body: { email, password: goodPassword } });
  const holder = await holdWays(slow.userId);
  const began = performance.now();
  const since = () => performance.now() - began;
  const windows = Array.from({ length: 3 }, () => slow.fetch("/api/me/sessions/end-all", { method: "POST" }));
  const told = Promise.all(windows).then((answers) => ({ statuses: answers.map(({ status }) => status), at: since() }));
  await somebodyWaits(server);
  const asked = since();
  await other.client.signOut();
  const waited = since() - asked;
  expect(waited).toBeGreaterThan(1_500);
  expect(waited).toBeLessThan(4_500);
  expect((await other.fetch("/api/me")).status).toBe(401);
  const { statuses, at } = await told;
  expect(statuses).toEqual([503, 503, 503]);
  expect(at).toBeLessThan(13_000);
  expect((await slow.fetch("/api/me")).status).toBe(200);
  holder.letGo();
  await holder.done;
}, 60_000);

test("nor does anything else wait for ever that ends ways, such as a new password: four at once would take all of sign-in's connections", async () => {
  const slow = await signUp(server);
  const holder = await holdWays(slow.userId);
  const change = () =>
    slow.fetch("/api/me/password", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password: goodPassword, new_password: `${goodPassword} otra vez` }),
    });
  const began = performance.now();
  expect((await change()).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(20_000);
  holder.letGo();
  await holder.done;
  expect((await change()).status).toBe(204);
}, 40_000);

/** Deletes a session in a transaction of its own, commits when told. */
async function deleteHeld(userId: string, meanwhile: (somebodyWaits: () => Promise<void>) => Promise<void>) {
  await asSuperuser(server, async (client) => {
    await client.query("begin");
    await client.query('delete from auth.session where "userId" = $1', [userId]);
    await meanwhile(() =>
      vi.waitFor(
        () =>
          asSuperuser(server, async (other) => {
            const { rowCount } = await other.query(
              "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            );
            expect(rowCount).toBe(1);
          }),
        { timeout: 10_000 },
      ),
    );
    await client.query("commit");
  });
}

test("a session that ends while it is being prolonged is answered as signed out", async () => {
  const ana = await signUp(server);
  await server.database.signin.query(
    `update session set "expiresAt" = "expiresAt" - interval '2 days' where "userId" = $1`,
    [ana.userId],
  );
  let asking: Promise<Response> | undefined;
  await deleteHeld(ana.userId, async (somebodyWaits) => {
    asking = ana.fetch("/api/me");
    await somebodyWaits();
  });
  expect((await asking)?.status).toBe(401);
  expect(ana.cookie()).not.toContain("session_token");
});

test("a sign-in whose session is gone at once is told that it was overtaken", async () => {
  const email = newEmail();
  const { userId } = await signUp(server, { email });
  await asSuperuser(server, async (client) => {
    await client.query(`create function public.gone_at_once() returns trigger language plpgsql security definer as $$
      begin delete from auth.session where id = new.id; return null; end $$`);
    await client.query(`create trigger gone_at_once after insert on auth.session for each row
      when (new."userId" = '${userId}') execute function public.gone_at_once()`);
  });
  const answer = await visit(server).fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: goodPassword }),
  });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: "sign_in_overtaken" });
  await asSuperuser(server, (client) => client.query("drop trigger gone_at_once on auth.session"));
});

test("who is removed between a file's rows and its bytes is told that it is gone, and its bytes are", async () => {
  const owner = await signUp(server);
  const gone = await joinAccountOf(server, owner, await signUp(server), "analyst");
  const { fileId } = await furnish(server, gone.scope);
  const remove = server.objects.remove.bind(server.objects);
  const spy = vi.spyOn(server.objects, "remove").mockImplementation(async (key) => {
    await removeFromAccount(server, gone.scope);
    return remove(key);
  });
  const removed = await gone.client.deleteFile({ params: { id: fileId } });
  spy.mockRestore();
  expect(removed.objects).toBeGreaterThan(0);
  expect(removed.bytes).toBeGreaterThan(0);
});
