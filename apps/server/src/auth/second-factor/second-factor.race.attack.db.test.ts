import pg from "pg";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { asSuperuser } from "../../../testing/join-account-of.ts";
import { mailTo } from "../../../testing/mails.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
} from "../../../testing/test-server.ts";

/** A thief who has the password, and a second factor that was offered and is not turned on yet. */

let server: TestServer;
const wide = { max: 10_000, windowMs: 3_600_000 };
beforeAll(async () => {
  server = await startTestServer({
    limits: { pair: wide, address: wide, email: wide, signUp: wide, codes: wide },
    mailLimits: { network: wide, recipient: wide, link: wide, person: wide },
  });
});
afterAll(() => server.close());

const barrier = 4712;

/** The first to write this column stops before it does, until it is opened; whoever comes later passes. */
async function stopFirstAt(table: string, column: string) {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  await client.query(`create sequence public.passing;
    create function public.stop_first() returns trigger language plpgsql security definer as $$
    begin
      if nextval('public.passing') = 1 then perform pg_advisory_xact_lock_shared(${barrier}); end if;
      return null;
    end $$`);
  await client.query("select pg_advisory_lock($1)", [barrier]);
  await client.query(
    `create trigger stop_first before update of ${column} on ${table} for each statement execute function public.stop_first()`,
  );
  const open = async (): Promise<void> => {
    await client.query("select pg_advisory_unlock_all()");
  };
  onTestFinished(async () => {
    await open();
    await client.query(
      `drop trigger stop_first on ${table}; drop function public.stop_first(); drop sequence public.passing`,
    );
    await client.end();
  });
  return { open, reached: waiting(client) };
}

/** Keeps everybody away from the ways into somebody's accounts until it is opened. */
async function holdWays(userId: string) {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("begin");
  await client.query("select caudal.lock_ways($1)", [userId]);
  return { open: async () => void (await client.query("commit")), reached: waiting(client) };
}

/** Until so many wait for a lock. */
const waiting =
  (client: pg.Client) =>
  (many = 1): Promise<void> =>
    vi.waitFor(
      async () => {
        const { rowCount } = await client.query(
          `select from pg_locks where not granted and locktype = 'advisory'
             and database = (select oid from pg_database where datname = current_database())`,
        );
        expect(rowCount).toBe(many);
      },
      { timeout: 10_000 },
    );

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (thrown: unknown) => {
      if (thrown instanceof ProblemError) return thrown.problem.code;
      throw thrown;
    },
  );
}

async function offer(who: Pick<Visitor, "client">, password = goodPassword): Promise<TOTP> {
  const { secret } = await who.client.offerSecondFactor({ body: { password } });
  return new TOTP({ secret: Secret.fromBase32(secret) });
}

const confirm = (who: Pick<Visitor, "client">, authenticator: TOTP): Promise<string> =>
  codeOf(who.client.confirmSecondFactor({ body: { code: authenticator.generate() } }));

/** Somebody, and another browser that has their password. */
async function withThief() {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const eva = await signUp(server, { email });
  const thief = visit(server);
  await thief.client.signIn({ body: { email, password: goodPassword } });
  return { email, eva, thief };
}

const entriesOf = (userId: string): Promise<readonly string[]> =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ action: string }>(
      "select action from caudal.audit_entries where user_id = $1 and object_type = 'second_factor'",
      [userId],
    );
    return rows.map(({ action }) => action);
  });

describe("a code turns on the very secret that it is of", () => {
  test("and not one that a thief had offered while it was looked at", async () => {
    const { eva, thief } = await withThief();
    const own = await offer(eva);
    const { open, reached } = await stopFirstAt("auth.second_factors", "last_step");
    const confirming = confirm(eva, own);
    await reached();
    const foreign = await offer(thief);
    await open();
    expect(await confirming).toBe("code_refused");
    expect((await eva.client.getSecondFactor()).on).toBe(false);
    expect(await entriesOf(eva.userId)).toEqual([]);
    // Nothing else happened either: what was refused ended no session.
    expect((await thief.fetch("/api/me")).ok).toBe(true);
    expect(await confirm(thief, foreign)).toBe("done");
  });

  test("and what a thief asks to be offered meanwhile waits, and comes too late", async () => {
    const { eva, thief } = await withThief();
    const own = await offer(eva);
    const { open, reached } = await stopFirstAt('auth."user"', '"sessionSeries"');
    const confirming = confirm(eva, own);
    await reached();
    const offering = codeOf(offer(thief));
    await reached(2);
    await open();
    expect(await confirming).toBe("done");
    // Turning it on ended the thief's session before the offer was made.
    expect(await offering).toBe("not_signed_in");
    expect((await eva.client.getSecondFactor()).on).toBe(true);
  });

  test("and not once all sessions were ended in between", async () => {
    const { eva, thief } = await withThief();
    const foreign = await offer(thief);
    // Those who wait for the ways into an account take turns: the code is looked at, then the sessions end, then it would be turned on.
    const { open, reached } = await holdWays(eva.userId);
    const confirming = confirm(thief, foreign);
    await reached(1);
    const ending = eva.client.endOtherSessions();
    await reached(2);
    await open();
    await ending;
    expect(await confirming).toBe("not_signed_in");
    expect((await eva.client.getSecondFactor()).on).toBe(false);
  });
});

describe("what a thief was offered is nothing any more", () => {
  const newPassword = "tres gatos bajo un puente";
  const reset = async (email: string): Promise<void> => {
    await visit(server).client.requestPasswordReset({ body: { email } });
    const token = /#token=([\w-]+)/.exec((await mailTo(server, email, "password.reset")).text)?.[1] ?? "";
    await visit(server).client.resetPassword({ body: { token, password: newPassword } });
  };
  test.each([
    ["a reset of the password", (_eva: Visitor, email: string) => reset(email), newPassword],
    [
      "another password",
      (eva: Visitor) => eva.client.changePassword({ body: { password: goodPassword, new_password: newPassword } }),
      newPassword,
    ],
    ["ending all other sessions", (eva: Visitor) => eva.client.endOtherSessions(), goodPassword],
    ["signing out everywhere", (eva: Visitor) => eva.client.signOutEverywhere(), goodPassword],
  ] as const)("after %s", async (_what, end, password) => {
    const { email, eva, thief } = await withThief();
    const foreign = await offer(thief);
    await end(eva, email);
    const back = visit(server);
    await back.client.signIn({ body: { email, password } });
    expect(await confirm(back, foreign)).toBe("conflict");
    expect((await back.client.getSecondFactor()).on).toBe(false);
    expect(await entriesOf(eva.userId), "an offer that went was never on").toEqual([]);
    expect(await confirm(back, await offer(back, password))).toBe("done");
    expect(await entriesOf(eva.userId)).toEqual(["second_factor.turned_on"]);
  });
});
