import { ProblemError } from "@caudal/contract/client/client.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { furnish } from "../testing/furnish.ts";
import { asSuperuser, joinAccountOf } from "../testing/join-account-of.ts";
import { mailTo } from "../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../testing/test-server.ts";
import { signInLimits } from "./auth/limit-attempts.ts";

const hour = 3_600_000;
/** What the server's process takes for the time of day; the database has a clock of its own. */
let setBy = 0;
const clock = { now: () => Date.now() + setBy, monotonic: () => performance.now() };
let server: TestServer;
beforeAll(async () => {
  const wide = { max: 10_000, windowMs: 60_000 };
  server = await startTestServer({
    clock,
    limits: { ...signInLimits, signUp: wide, codes: wide, pair: wide, address: wide },
  });
});
afterEach(() => {
  setBy = 0;
});
afterAll(() => server.close());

type SignedUp = Awaited<ReturnType<typeof signUp>>;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );
/** Its end is passed, by the database's clock. */
const pass = (table: "shares" | "invitations" | "api_keys" | "departures", column: string, value: string) =>
  asSuperuser(server, async (client) => {
    const end = table === "departures" ? "ends_at" : "expires_at";
    const { rowCount } = await client.query(
      `update caudal.${table} set ${end} = now() - interval '1 second' where ${column}::text = $1`,
      [value],
    );
    expect(rowCount).toBeGreaterThan(0);
  });

/** Asks under a clock of this process that stands right, was set back far and a little, and was set forward. */
async function underEveryClock(ask: () => Promise<string>): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const by of [0, -hour, -20 * 365 * 24 * hour, hour, 20 * 365 * 24 * hour]) {
    setBy = by;
    answers.push(await ask());
  }
  setBy = 0;
  return answers;
}
const always = (answer: string) => Array.from({ length: 5 }, () => answer);

async function link(
  owner: SignedUp,
): Promise<{ readonly id: string; readonly token: string; readonly fileId: string }> {
  const { fileId } = await furnish(server, owner.scope);
  const { share, url } = await owner.client.shareFile({ params: { id: fileId }, body: { grantee: { kind: "link" } } });
  return { id: share.id, fileId, token: new URL(url ?? "").pathname.replace("/s/", "") };
}

describe("whatever the clock of the server's process is set to", () => {
  test("a link holds until its end, and stays ended after it", async () => {
    const owner = await signUp(server);
    const { id, token } = await link(owner);
    const open = () => codeOf(visit(server).client.openLink({ params: { token } }));
    expect(await underEveryClock(open)).toEqual(always("none"));
    await pass("shares", "id", id);
    expect(new Set(await underEveryClock(open))).toEqual(new Set([await open()]));
    expect(await open()).not.toBe("none");
  });

  test("a share with a member holds until its end, and stays ended after it", async () => {
    const owner = await signUp(server);
    const reader = await joinAccountOf(server, owner, await signUp(server), "analyst");
    const { fileId } = await furnish(server, owner.scope);
    const grantee = { kind: "member" as const, user_id: reader.userId };
    const { share } = await owner.client.shareFile({ params: { id: fileId }, body: { grantee } });
    const open = () => codeOf(reader.client.getFile({ params: { id: fileId } }));
    expect(await underEveryClock(open)).toEqual(always("none"));
    await pass("shares", "id", share.id);
    expect(await underEveryClock(open)).toEqual(always("not_found"));
  });

  test("an invitation holds until its end, and stays ended after it", async () => {
    const owner = await signUp(server);
    const email = `i${crypto.randomUUID()}@ejemplo.test`;
    const { items } = await owner.client.listAccessProfiles();
    const body = { email, role: "analyst" as const, access_profile_id: items[0]?.id ?? "" };
    await owner.client.invite({ body });
    const sent = String((await mailTo(server, email, "invitation")).params["link"]);
    const token = sent.split("#")[1]?.replace(/^[a-z]+=/, "") ?? "";
    const lookUp = () => codeOf(visit(server).client.lookUpInvitation({ body: { token } }));
    expect(await underEveryClock(lookUp)).toEqual(always("none"));
    await pass("invitations", "email", email);
    expect(await underEveryClock(lookUp)).toEqual(always("invitation_expired"));
    const accept = () =>
      codeOf(visit(server).client.acceptInvitation({ body: { token, name: "Nueva", password: goodPassword } }));
    expect(await underEveryClock(accept)).toEqual(always("invitation_expired"));
  });

  test("an API key holds until its end, and stays ended after it", async () => {
    const owner = await signUp(server);
    const { key, id } = await owner.client.createApiKey({
      body: { name: "Tablero", scopes: ["files:read"], expires_in_days: 1 },
    });
    const ask = async () => {
      const response = await fetch(`${server.url}/api/files`, { headers: { authorization: `Bearer ${key}` } });
      return String(response.status);
    };
    expect(await underEveryClock(ask)).toEqual(always("200"));
    await pass("api_keys", "id", id);
    expect(await underEveryClock(ask)).toEqual(always("401"));
  });

  test("what a member left is theirs until its end, and stays ended after it", async () => {
    const owner = await signUp(server);
    const gone = await joinAccountOf(server, owner, await signUp(server), "analyst");
    await furnish(server, gone.scope);
    await owner.client.removeMember({ params: { id: gone.userId } });
    const count = async () => String((await gone.client.listLeftAccounts()).items.length);
    expect(await underEveryClock(count)).toEqual(always("1"));
    await pass("departures", "user_id", gone.userId);
    expect(await underEveryClock(count)).toEqual(always("0"));
  });

  test("a code of an authenticator that was used counts for nothing any more, set back to its seconds or not", async () => {
    const email = `t${crypto.randomUUID()}@ejemplo.test`;
    const person = await signUp(server, { email });
    const { secret } = await person.client.offerSecondFactor({ body: { password: goodPassword } });
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    const codeAt = (timestamp: number) => authenticator.generate({ timestamp });
    await person.client.confirmSecondFactor({ body: { code: codeAt(clock.now()) } });
    const enter = async (code: string) => {
      const visitor = visit(server);
      expect(await codeOf(visitor.client.signIn({ body: { email, password: goodPassword } }))).toBe(
        "second_step_needed",
      );
      return codeOf(visitor.client.takeSecondStep({ body: { code } }));
    };
    // The clock goes forward: its own codes hold, and those of the day before do not.
    setBy = 24 * hour;
    expect(await enter(codeAt(Date.now()))).toBe("code_refused");
    const used = codeAt(clock.now());
    expect(await enter(used)).toBe("none");
    expect(await enter(used)).toBe("code_refused");
    // Back again: neither that code nor one of an interval before it, however right it is by this clock.
    setBy = 24 * hour - 60_000;
    expect(await enter(used)).toBe("code_refused");
    setBy = 0;
    expect(await enter(codeAt(clock.now()))).toBe("code_refused");
  });
});
