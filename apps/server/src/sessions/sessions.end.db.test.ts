import { afterAll, beforeAll, expect, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

const day = 86_400_000;
let server: TestServer;
let short: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  short = await startTestServer({ sharing: server, sessions: { lifeMs: 4 * day, idleMs: 2 * day } });
});
afterAll(async () => {
  await short.close();
  await server.close();
});

/** As if so much time had gone by since the session began and was used. */
const pass = (userId: string, days: number) =>
  server.database.signin.query(
    `update session set "createdAt" = "createdAt" - make_interval(days => $2), "updatedAt" = "updatedAt" - make_interval(days => $2),
       "expiresAt" = "expiresAt" - make_interval(days => $2), "endsAt" = "endsAt" - make_interval(days => $2) where "userId" = $1`,
    [userId, days],
  );
const fromNow = (instant: string | undefined): number => (Date.parse(instant ?? "") - Date.now()) / day;
const statusOf = async (who: { readonly fetch: (path: string) => Promise<Response> }): Promise<number> =>
  (await who.fetch("/api/me")).status;

test("a session ends for good although it is used every day, and says when", async () => {
  const ana = await signUp(short);
  const [first] = (await ana.client.listSessions()).items;
  expect(fromNow(first?.ends_at)).toBeCloseTo(4, 2);
  expect(fromNow(first?.expires_at)).toBeCloseTo(2, 2);
  for (let each = 1; each <= 3; each++) {
    await pass(ana.userId, 1);
    expect(await statusOf(ana), `day ${each}`).toBe(200);
    const [now] = (await ana.client.listSessions()).items;
    expect(fromNow(now?.ends_at)).toBeCloseTo(4 - each, 2);
    expect(fromNow(now?.expires_at)).toBeCloseTo(Math.min(2, 4 - each), 2);
  }
  await pass(ana.userId, 1);
  expect(await statusOf(ana)).toBe(401);
});

test("one that is not used ends before, and its live events with it", async () => {
  const ana = await signUp(short);
  await pass(ana.userId, 1);
  expect(await statusOf(ana)).toBe(200);
  await pass(ana.userId, 2);
  expect(await statusOf(ana)).toBe(401);
  expect((await ana.fetch("/api/events")).status).toBe(401);
});

test("nobody prolongs it past its end: not whoever writes to its row either", async () => {
  const ana = await signUp(short);
  const { rows } = await server.database.signin.query<{ kept: boolean }>(
    `update session set "expiresAt" = now() + interval '1 year' where "userId" = $1 returning "expiresAt" = "endsAt" as kept`,
    [ana.userId],
  );
  expect(rows).toEqual([{ kept: true }]);
});

test("without figures of the operator it is thirty days, fourteen without use; each sign-in begins anew", async () => {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const ana = await signUp(server, { email });
  await pass(ana.userId, 3);
  const again = visit(server);
  await again.client.signIn({ body: { email, password: goodPassword } });
  const [newest, older] = (await again.client.listSessions()).items;
  expect([fromNow(newest?.ends_at), fromNow(older?.ends_at)].map(Math.round)).toEqual([30, 27]);
  expect([fromNow(newest?.expires_at), fromNow(older?.expires_at)].map(Math.round)).toEqual([14, 11]);
});
