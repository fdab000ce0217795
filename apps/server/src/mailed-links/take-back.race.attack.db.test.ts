import { randomUUID } from "node:crypto";
import { withOrigin } from "@caudal/db/origin-context.ts";
import { withPerson, type Scope } from "@caudal/db/scope.ts";
import { ProblemError } from "@caudal/contract/client/client.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundCrew, type Somebody } from "../../testing/crew.ts";
import { addKey, holdEnding, holdWriting, keysLeft, sessionScope, somebodyWaits } from "../../testing/held-ways.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { mailTo, tokenOf } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const wide = { max: 10_000, windowMs: 3_600_000 };
const otherPassword = "siete barcos en la niebla";
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, address: wide, email: wide, signUp: wide } });
});
afterAll(() => server.close());

/** Somebody, and the scope in which a thief with their session writes. */
async function somebody(): Promise<{ readonly email: string; readonly scope: Scope }> {
  const ana = await signUp(server);
  const { email } = await ana.client.getMe();
  return { email, scope: await sessionScope(ana) };
}

async function resetPassword(email: string): Promise<void> {
  const { client } = visit(server);
  await client.requestPasswordReset({ body: { email } });
  const token = tokenOf(await mailTo(server, email, "password.reset"));
  await client.resetPassword({ body: { token, password: otherPassword } });
}

describe("a thief whose request passed all checks before the account was taken back", () => {
  test("leaves nothing that the taking back does not find: it waits for what is being written", async () => {
    const { email, scope } = await somebody();
    const thief = await holdWriting(server, scope);
    const victim = resetPassword(email);
    await somebodyWaits(server);
    thief.letGo();
    await Promise.all([thief.done, victim]);
    expect(await keysLeft(server, scope.userId)).toBe(0);
  });

  test.each([
    ["ends their keys", (owner: Somebody, id: string) => owner.client.revokeMemberKeys({ params: { id }, body: {} })],
    ["removes them", (owner: Somebody, id: string) => owner.client.removeMember({ params: { id } })],
  ] as const)("leaves nothing to a manager who %s either", async (_, end) => {
    const { owner, viewer } = await foundCrew(server);
    const thief = await holdWriting(server, await sessionScope(viewer));
    const manager = end(owner, viewer.userId);
    await somebodyWaits(server);
    thief.letGo();
    await Promise.all([thief.done, manager]);
    expect(await keysLeft(server, viewer.userId)).toBe(0);
  });

  test("two managers who remove each other at once are told apart: one is gone, the other stays", async () => {
    const { owner, admin } = await foundCrew(server);
    await owner.client.updateMember({ params: { id: admin.userId }, body: { role: "owner" } });
    const tries = await Promise.allSettled([
      owner.client.removeMember({ params: { id: admin.userId } }),
      admin.client.removeMember({ params: { id: owner.userId } }),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [refused] = tries.filter((each) => each.status === "rejected");
    expect(["forbidden", "not_signed_in", "no_membership"]).toContain(
      refused?.reason instanceof ProblemError ? refused.reason.problem.code : refused?.reason,
    );
  });

  test("waits for a taking back that is under way, and writes nothing after it", async () => {
    const { scope } = await somebody();
    const victim = await holdEnding(server, scope.userId);
    const thief = addKey(server, scope);
    await somebodyWaits(server);
    victim.letGo();
    await victim.done;
    await expect(thief).rejects.toMatchObject({ code: "not_signed_in" });
    expect(await keysLeft(server, scope.userId)).toBe(0);
  });

  test("writes nothing by an ended session: not in an account, not as a person, and nowhere where sign-in keeps what opens one", async () => {
    const { email, scope } = await somebody();
    await resetPassword(email);
    await expect(addKey(server, scope)).rejects.toMatchObject({ code: "not_signed_in" });
    await expect(withPerson(server.database.app.db, scope, async () => 1)).rejects.toMatchObject({
      code: "not_signed_in",
    });
    const { origin } = scope;
    if (origin === undefined) throw new Error("a scope without origin");
    for (const table of guarded)
      await expect(
        withOrigin(origin, () => server.database.signin.query(`delete from "${table}" where false`)),
        table,
      ).rejects.toMatchObject({ constraint: "session_ended" });
  });

  test("writes no more by a key that was revoked, and not by one that is none", async () => {
    const { email, scope } = await somebody();
    await addKey(server, scope);
    const credential = await asSuperuser(server, async (client) => {
      const { rows } = await client.query<{ id: string }>("select id from caudal.api_keys where user_id = $1", [
        scope.userId,
      ]);
      return `key:${rows[0]?.id}`;
    });
    const keyed = { ...scope, origin: { address: "203.0.113.7", requestId: "a-request", credential } };
    await addKey(server, keyed);
    await resetPassword(email);
    await expect(addKey(server, keyed)).rejects.toMatchObject({ code: "key_refused" });
    const invented = { ...keyed.origin, credential: `key:${crypto.randomUUID()}` };
    await expect(addKey(server, { ...keyed, origin: invented })).rejects.toMatchObject({ code: "key_refused" });
  });

  test("keeps nobody waiting for long, and no connection that others need", async () => {
    const { scope } = await somebody();
    const holder = new pg.Client({ connectionString: server.database.superuserUrl });
    await holder.connect();
    try {
      await holder.query("begin");
      await holder.query("select caudal.lock_ways($1)", [scope.userId]);
      // lock_not_available, which is told as "not for the moment".
      await expect(addKey(server, scope)).rejects.toMatchObject({ code: "55P03" });
    } finally {
      await holder.end();
    }
  });

  test("is waited for by whoever ends that one session", async () => {
    const email = `p${randomUUID()}@ejemplo.test`;
    const ana = await signUp(server, { email });
    const thief = visit(server);
    await thief.client.signIn({ body: { email, password: goodPassword } });
    const stolen = (await thief.client.listSessions()).items.find(({ current }) => current)?.id ?? "";
    const writing = await holdWriting(server, await sessionScope({ ...thief, scope: ana.scope }));
    const ending = ana.client.endSession({ params: { id: stolen } });
    await somebodyWaits(server);
    writing.letGo();
    await Promise.all([writing.done, ending]);
    // So that whoever looks at their keys afterwards sees all that this session has made.
    expect((await ana.client.listApiKeys()).items).toHaveLength(1);
  });

  test("finds every table of sign-in guarded so, but those that open nothing", async () => {
    const tables = await asSuperuser(server, async (client) => {
      const { rows } = await client.query<{ name: string; guarded: boolean }>(
        `select c.relname as name, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'hold_asker') as guarded
         from pg_class c where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r' order by 1`,
      );
      return rows;
    });
    expect(tables.filter((each) => each.guarded).map(({ name }) => name)).toEqual(guarded);
    expect(tables.filter((each) => !each.guarded).map(({ name }) => name)).toEqual(free);
  });
});

const guarded = ["account", "recovery_codes", "second_factors", "user", "verification"];
/** Counts of guesses; what browsers are known by; who owes a code, and sessions themselves, which begin for nobody who has one. */
const free = ["attempts", "known_devices", "second_steps", "session"];
