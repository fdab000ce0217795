import { randomUUID } from "node:crypto";
import pg from "pg";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf } from "../../testing/join-account-of.ts";
import { mailTo, tokenOf } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { openAuthDatabase } from "../auth/auth-database.ts";
import { signInLimits } from "../auth/limit-attempts.ts";
import { admitPerson } from "../oidc/admit-person.ts";

/** What a thief, or a member who was removed, prepared while they could, and what is left of it afterwards. */

const wide = { max: 10_000, windowMs: 3_600_000 };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, address: wide, email: wide, signUp: wide } });
});
afterAll(() => server.close());

const newAddress = (): string => `p${randomUUID()}@ejemplo.test`;
const rowsOf = (sql: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> =>
  asSuperuser(server, async (client) => (await client.query<Record<string, unknown>>(sql, [...values])).rows);

async function withThief() {
  const email = newAddress();
  const ana = await signUp(server, { email });
  const thief = visit(server);
  await thief.client.signIn({ body: { email, password: goodPassword } });
  return { ana, email, thief };
}

describe("an account that is taken back", () => {
  test("is not linked to a thief's identity at the company's service that comes back in that moment", async () => {
    const { ana, email, thief } = await withThief();
    await asSuperuser(server, (client) =>
      client.query(`update auth."user" set "emailVerified" = true where id = $1`, [ana.userId]),
    );
    const theirs = newAddress();
    await thief.client.createApiKey({ body: { name: "ladrona", scopes: ["files:read"], expires_in_days: 1 } });
    await thief.client.changeEmail({ body: { password: goodPassword, email: theirs } });
    await visit(server).client.confirmEmail({
      body: { token: tokenOf(await mailTo(server, theirs, "email.confirm")) },
    });
    const token = tokenOf(await mailTo(server, email, "email.notice"));

    // The taking back has moved the address and stops at the key.
    const holder = new pg.Client({ connectionString: server.database.superuserUrl });
    await holder.connect();
    const waiting = (many: number) =>
      vi.waitFor(
        async () =>
          expect(
            await rowsOf(
              "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            ),
          ).toHaveLength(many),
        { timeout: 10_000 },
      );
    try {
      await holder.query("begin");
      await holder.query("select from caudal.api_keys where user_id = $1 for update", [ana.userId]);
      const taking = visit(server).client.keepEmail({ body: { token } });
      await waiting(1);
      const linking = admitPerson(
        openAuthDatabase(server.database.signin),
        { subject: "ladrona", email: theirs, emailVerified: true, name: null, authTime: null, methods: [] },
        { issuer: "https://empresa.test", domains: [], refuseNew: () => "sign_up_closed" },
      ).then(
        () => "linked",
        (thrown: unknown) => (thrown instanceof Error && "code" in thrown ? thrown.code : thrown),
      );
      await waiting(2);
      await holder.query("commit");
      await taking;
      expect(await linking).toBe("oidc_email_held");
    } finally {
      await holder.end();
    }
    expect(
      await rowsOf(`select from auth.account where "userId" = $1 and "providerId" <> 'credential'`, [ana.userId]),
    ).toEqual([]);
  });

  test("shares nothing any more that the thief gave other terms, however old the share was", async () => {
    const owner = await signUp(server);
    const email = newAddress();
    const ana = await joinAccountOf(server, owner, await signUp(server, { email }), "analyst");
    const colleague = await joinAccountOf(server, owner, await signUp(server), "analyst");
    const { fileId } = await furnish(server, ana.scope);
    const grantee = { kind: "member" as const, user_id: colleague.userId };
    const reads = () => colleague.fetch(`/api/files/${fileId}`).then(({ status }) => status);
    await ana.client.shareFile({ params: { id: fileId }, body: { grantee } });
    await asSuperuser(server, (client) =>
      client.query(
        `update caudal.shares set created_at = now() - interval '90 days', expires_at = now() - interval '30 days' where grantee_user_id = $1`,
        [colleague.userId],
      ),
    );
    // That changed its terms too.
    await asSuperuser(server, (client) =>
      client.query("update caudal.shares set terms_at = null where grantee_user_id = $1", [colleague.userId]),
    );
    expect(await reads()).toBe(404);
    const thief = visit(server);
    await thief.client.signIn({ body: { email, password: goodPassword } });
    await thief.client.shareFile({ params: { id: fileId }, body: { grantee, may_download: true } });
    expect(await reads()).toBe(200);
    await thief.client.changeEmail({ body: { password: goodPassword, email: newAddress() } });
    const token = tokenOf(await mailTo(server, email, "email.notice"));
    expect((await visit(server).client.keepEmail({ body: { token } })).ended.shares).toBe(1);
    expect(await reads()).toBe(404);
  });

  test("keeps what its person shared before anybody else came in", async () => {
    const owner = await signUp(server);
    const email = newAddress();
    const ana = await joinAccountOf(server, owner, await signUp(server, { email }), "analyst");
    const colleague = await joinAccountOf(server, owner, await signUp(server), "analyst");
    const { fileId } = await furnish(server, ana.scope);
    await ana.client.shareFile({
      params: { id: fileId },
      body: { grantee: { kind: "member", user_id: colleague.userId } },
    });
    await asSuperuser(server, (client) =>
      client.query("update caudal.shares set created_at = now() - interval '90 days' where grantee_user_id = $1", [
        colleague.userId,
      ]),
    );
    await ana.client.changeEmail({ body: { password: goodPassword, email: newAddress() } });
    const token = tokenOf(await mailTo(server, email, "email.notice"));
    expect((await visit(server).client.keepEmail({ body: { token } })).ended.shares).toBe(0);
  });
});

test("an erasure leaves no mailed link behind, whose rows hold addresses", async () => {
  const email = newAddress();
  const other = newAddress();
  const ana = await signUp(server, { email });
  await ana.client.changeEmail({ body: { password: goodPassword, email: other } });
  await ana.client.eraseMe({ body: { word: "BORRAR" } });
  await vi.waitFor(async () => expect(await rowsOf("select from caudal.erasures")).toEqual([]), { timeout: 10_000 });
  expect(
    await rowsOf(
      "select value from auth.verification where strpos(value, $1) > 0 or strpos(value, $2) > 0 or strpos(value, $3) > 0",
      [email, other, ana.userId],
    ),
  ).toEqual([]);
});

test("an erasure that has begun is carried out, and says so, whatever becomes of the session that asked for it", async () => {
  const ana = await signUp(server);
  const holder = new pg.Client({ connectionString: server.database.superuserUrl });
  await holder.connect();
  try {
    await holder.query("begin");
    await holder.query(`select from auth.account where "userId" = $1 for update`, [ana.userId]);
    const erasing = ana.client.eraseMe({ body: { word: "BORRAR" } });
    await vi.waitFor(
      async () =>
        expect(
          await rowsOf("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
        ).toHaveLength(1),
      { timeout: 10_000 },
    );
    await asSuperuser(server, (client) => client.query(`delete from auth.session where "userId" = $1`, [ana.userId]));
    await holder.query("commit");
    expect(await erasing).toEqual({ status: "erasing" });
  } finally {
    await holder.end();
  }
  await vi.waitFor(async () => expect(await rowsOf("select from caudal.erasures")).toEqual([]), { timeout: 10_000 });
  expect(await rowsOf(`select from auth."user" where id = $1`, [ana.userId])).toEqual([]);
});

test("a member who was removed does not come back by an invitation that was open before", async () => {
  const owner = await signUp(server);
  const email = newAddress();
  const ana = await signUp(server, { email });
  const profile = (await owner.client.listAccessProfiles()).items[0]?.id ?? "";
  await owner.client.invite({ body: { email, role: "admin", access_profile_id: profile } });
  const token = tokenOf(await mailTo(server, email, "invitation"));
  // As the company's service lets people in.
  await joinAccountOf(server, owner, ana, "viewer");
  await owner.client.removeMember({ params: { id: ana.userId } });
  const refused: unknown = await ana.client.joinByInvitation({ body: { token } }).catch((thrown: unknown) => thrown);
  expect(refused).toBeInstanceOf(ProblemError);
  expect(
    await rowsOf("select from caudal.members where account_id = $1 and user_id = $2", [
      owner.scope.accountId,
      ana.userId,
    ]),
  ).toEqual([]);
});
