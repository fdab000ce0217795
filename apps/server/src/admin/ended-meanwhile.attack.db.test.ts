import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { holdEnding, holdLocked, somebodyWaits } from "../../testing/held-ways.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { mailTo } from "../../testing/mails.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const wide = { max: 10_000, windowMs: 3_600_000 };
let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, address: wide, email: wide, signUp: wide } });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

/** Somebody with an account of their own, and the token of an invitation to the crew's. */
async function invited(): Promise<Somebody & { readonly token: string }> {
  const email = `p${randomUUID()}@ejemplo.test`;
  const iker = await signUp(server, { email });
  const [profile] = (await crew.owner.client.listAccessProfiles()).items;
  await crew.owner.client.invite({ body: { email, role: "viewer", access_profile_id: profile?.id ?? "" } });
  const { params } = await mailTo(server, email, "invitation");
  return { ...iker, token: new URL(String(params["link"])).hash.slice(1) };
}

const countOf = (sql: string, values: readonly string[]): Promise<number> =>
  asSuperuser(server, async (client) => (await client.query(sql, [...values])).rowCount ?? 0);
const membership = "select from caudal.members where account_id = $1 and user_id = $2";
const choice = "select from caudal.session_accounts where account_id = $1 and user_id = $2";
const ended = { problem: { code: "not_signed_in" } };

describe("a thief whose session ends while it is at it", () => {
  test("joins no account by an invitation that came to its person", async () => {
    const iker = await invited();
    const { accountId } = crew.owner.scope;
    const ending = await holdEnding(server, iker.userId);
    const joining = iker.client.joinByInvitation({ body: { token: iker.token } });
    joining.catch(() => undefined);
    await somebodyWaits(server);
    ending.letGo();
    await ending.done;
    await expect(joining).rejects.toMatchObject(ended);
    expect(await countOf(membership, [accountId, iker.userId])).toBe(0);
    // It is as it was: its person may still accept it.
    const open =
      'select from caudal.invitations where account_id = $1 and email = (select email from auth."user" where id = $2) and accepted_at is null';
    expect(await countOf(open, [accountId, iker.userId])).toBe(1);
  });

  test("has joined it before the ending is over, or not at all", async () => {
    const iker = await invited();
    const { accountId } = crew.owner.scope;
    const waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    const holder = await holdLocked(server, "select from caudal.invitations where account_id = $1 for update", [
      accountId,
    ]);
    const joining = iker.client.joinByInvitation({ body: { token: iker.token } });
    await expect.poll(() => countOf(waits, []), { timeout: 10_000 }).toBe(1);
    let seen: number | null = null;
    const ending = iker.client.signOutEverywhere().then(async () => {
      seen = await countOf(membership, [accountId, iker.userId]);
    });
    await somebodyWaits(server);
    expect(seen).toBeNull();
    holder.letGo();
    await Promise.all([holder.done, joining, ending]);
    expect(seen).toBe(1);
  });

  test("moves into no other account", async () => {
    const { analyst } = crew;
    const [own] = (await analyst.client.listAccounts()).items.filter(({ acting }) => !acting);
    const ending = await holdEnding(server, analyst.userId);
    const moving = analyst.client.enterAccount({ params: { id: own?.id ?? "" } });
    moving.catch(() => undefined);
    await somebodyWaits(server);
    ending.letGo();
    await ending.done;
    await expect(moving).rejects.toMatchObject(ended);
    expect(await countOf(choice, [own?.id ?? "", analyst.userId])).toBe(0);
  });
});
