import { ProblemError } from "@caudal/contract/client/client.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { furnish } from "../testing/furnish.ts";
import { asSuperuser, joinAccountOf } from "../testing/join-account-of.ts";
import { mailTo } from "../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../testing/test-server.ts";
import { signInLimits } from "./auth/limit-attempts.ts";
import { sweepUploads } from "./uploads/sweep-uploads.ts";

const hour = 3_600_000;
/** What the server's process takes for the time of day; the database has a clock of its own. */
let setBy = 0;
const clock = { now: () => Date.now() + setBy, monotonic: () => performance.now() };
let server: TestServer;
beforeAll(async () => {
  const wide = { max: 10_000, windowMs: 60_000 };
  server = await startTestServer({
    clock,
    uploads: true,
    limits: { ...signInLimits, signUp: wide, codes: wide, pair: wide, address: wide },
  });
});
afterEach(() => {
  setBy = 0;
  vi.useRealTimers();
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

  test("a share made meanwhile ends by the database's time, and no link outlives its longest term", async () => {
    const owner = await signUp(server);
    const reader = await joinAccountOf(server, owner, await signUp(server), "analyst");
    const { fileId } = await furnish(server, owner.scope);
    const inDays = (days: number) => new Date(Date.now() + days * 24 * hour).toISOString();
    const daysLeft = (end: string | null) => Math.round((Date.parse(end ?? "") - Date.now()) / (24 * hour));
    const share = (expires_at?: string, grantee: "link" | "member" = "link") =>
      owner.client.shareFile({
        params: { id: fileId },
        body: {
          grantee: grantee === "link" ? { kind: "link" } : { kind: "member", user_id: reader.userId },
          expires_at,
        },
      });
    expect(await underEveryClock(async () => String(daysLeft((await share()).share.expires_at)))).toEqual(always("30"));
    expect(await underEveryClock(() => codeOf(share(inDays(360))))).toEqual(always("none"));
    for (const days of [-1, 400, 20 * 365 + 100])
      expect(await underEveryClock(() => codeOf(share(inDays(days)))), `${days}`).toEqual(
        always("share_expiry_invalid"),
      );
    expect(await underEveryClock(() => codeOf(share(inDays(2), "member")))).toEqual(always("none"));
    const { id } = (await share()).share;
    const prolong = () => codeOf(owner.client.updateShare({ params: { id }, body: { expires_at: inDays(400) } }));
    expect(await underEveryClock(prolong)).toEqual(always("share_expiry_invalid"));
  });

  test("an upload in progress outlives every sweep until its end, and what was acknowledged goes on from there", async () => {
    const owner = await signUp(server);
    const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
      owner.fetch(path, {
        method,
        headers: { "tus-resumable": "1.0.0", ...headers },
        ...(body === undefined ? {} : { body }),
      });
    const type = { "content-type": "application/offset+octet-stream" };
    const bytes = "id,zona\n1,norte\n";
    const upload = async () => {
      // Uploads are not given the clock of the server: tus asks the machine's.
      const by = setBy;
      setBy = 0;
      vi.useRealTimers();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + by });
      const made = await send("POST", "/api/uploads", {
        "upload-length": String(bytes.length),
        "upload-metadata": `filename ${Buffer.from("ventas.csv").toString("base64")}`,
      });
      const path = made.headers.get("location") ?? "";
      const begun = await send("PATCH", path, { ...type, "upload-offset": "0" }, bytes.slice(0, 5));
      await sweepUploads(server.database.app.db, server.objects, async () => true);
      const offset = (await send("HEAD", path, {})).headers.get("upload-offset");
      const ended = await send("PATCH", path, { ...type, "upload-offset": "5" }, bytes.slice(5));
      return [made.status, begun.status, offset, ended.status].join(" ");
    };
    expect(await underEveryClock(upload)).toEqual(always("201 204 5 204"));
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

  test("a mailed link holds its hour by the database's time, and stays ended after it", async () => {
    const email = `r${crypto.randomUUID()}@ejemplo.test`;
    const { userId, client } = await signUp(server, { email });
    const links = `from auth.verification where identifier like 'caudal:reset_password:%' and value like $1`;
    const about = [`%${userId}%`];
    const ask = async () => {
      const by = setBy;
      setBy = 0;
      vi.useRealTimers();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + by });
      await client.requestPasswordReset({ body: { email } });
      vi.useRealTimers();
      return asSuperuser(server, async (superuser) => {
        const { rows } = await superuser.query<{ minutes: string }>(
          `select round(extract(epoch from max("expiresAt") - now()) / 60)::text as minutes ${links}`,
          about,
        );
        return rows[0]?.minutes ?? "";
      });
    };
    expect(await underEveryClock(ask)).toEqual(always("60"));
    const sent = String((await mailTo(server, email, "password.reset")).params["link"]);
    const token = sent.split("#")[1]?.replace(/^[a-z]+=/, "") ?? "";
    // One that is refused for the password alone is not used up.
    const open = async () => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + setBy });
      const code = await codeOf(visit(server).client.resetPassword({ body: { token, password: "1234567890" } }));
      vi.useRealTimers();
      return code;
    };
    expect(await underEveryClock(open)).toEqual(always("password_too_common"));
    await asSuperuser(server, (superuser) =>
      superuser.query(
        `update auth.verification set "expiresAt" = now() - interval '1 second' where value like $1`,
        about,
      ),
    );
    expect(await underEveryClock(open)).toEqual(always("link_invalid"));
  });

  /** As for the server's process, and for the library behind sign-in, which has no clock of its own. */
  const faked = async (ask: () => Promise<string>): Promise<string> => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + setBy });
    const answer = await ask();
    vi.useRealTimers();
    return answer;
  };

  test("a session begins, is prolonged and ends by the database's time, and stays ended after it", async () => {
    const email = `s${crypto.randomUUID()}@ejemplo.test`;
    await signUp(server, { email });
    const days = async (userId: string) => {
      const { rows } = await server.database.signin.query<{ days: string }>(
        `select concat_ws(' ', round(extract(epoch from "expiresAt" - now()) / 86400), round(extract(epoch from "endsAt" - now()) / 86400)) as days
         from session where "userId" = $1 order by "createdAt" desc limit 1`,
        [userId],
      );
      return rows[0]?.days ?? "";
    };
    const begin = async () => {
      const { user } = await visit(server).client.signIn({ body: { email, password: goodPassword } });
      return days(user.id);
    };
    expect(await underEveryClock(() => faked(begin))).toEqual(always("14 30"));

    const ana = await signUp(server);
    const use = async () => {
      await server.database.signin.query(
        `update session set "expiresAt" = "expiresAt" - interval '2 days' where "userId" = $1`,
        [ana.userId],
      );
      return `${(await ana.fetch("/api/me")).status} ${await days(ana.userId)}`;
    };
    expect(await underEveryClock(() => faked(use))).toEqual(always("200 14 30"));

    const ended = ana.cookie();
    await server.database.signin.query(
      `update session set "expiresAt" = now() - interval '1 second' where "userId" = $1`,
      [ana.userId],
    );
    const ask = async () => String((await fetch(`${server.url}/api/me`, { headers: { cookie: ended } })).status);
    expect(await underEveryClock(() => faked(ask))).toEqual(always("401"));
  });

  test("that somebody has shown who they are counts for its ten minutes, and no more after them", async () => {
    const { userId, client } = await signUp(server);
    const key = () =>
      codeOf(client.createApiKey({ body: { name: "Tablero", scopes: ["files:read"], expires_in_days: 1 } }));
    expect(await underEveryClock(key)).toEqual(always("none"));
    await server.database.signin.query(
      `update session set "provedAt" = now() - interval '11 minutes' where "userId" = $1`,
      [userId],
    );
    expect(await underEveryClock(key)).toEqual(always("proof_needed"));
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
