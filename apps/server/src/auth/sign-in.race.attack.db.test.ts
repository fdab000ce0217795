import { readFile } from "node:fs/promises";
import pg from "pg";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { foundCrew } from "../../testing/crew.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
} from "../../testing/test-server.ts";

let server: TestServer;
let other: TestServer;
const wide = { max: 10_000, windowMs: 3_600_000 };
const limits = { pair: wide, address: wide, email: wide, signUp: wide, codes: wide };
beforeAll(async () => {
  server = await startTestServer({ limits });
  other = await startTestServer({ limits, sharing: server });
  await asOwner(`create function public.wait_at_barrier() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(${barrier}); return new; end $$`);
});
afterAll(async () => {
  await other.close();
  await server.close();
});

const barrier = 4711;

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Whoever begins a session stops at the barrier, before or after its row was written, until it is opened. */
async function raiseBarrier(moment: "before" | "after") {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  await client.query("select pg_advisory_lock($1)", [barrier]);
  // By its name first of those before, last of those after.
  const name = moment === "before" ? "a_barrier" : "z_barrier";
  await client.query(
    `create trigger ${name} ${moment} insert on auth.session for each row execute function public.wait_at_barrier()`,
  );
  const waiting = async (locktype: string): Promise<number> =>
    (
      await client.query(
        "select from pg_locks where not granted and locktype = $1 and (database is null or database = (select oid from pg_database where datname = current_database()))",
        [locktype],
      )
    ).rowCount ?? 0;
  const open = async (): Promise<void> => {
    await client.query("select pg_advisory_unlock($1)", [barrier]);
  };
  onTestFinished(async () => {
    await open();
    await client.query(`drop trigger ${name} on auth.session`);
    await client.end();
  });
  return {
    open,
    /** Somebody stands at it. */
    reached: () => vi.waitFor(async () => expect(await waiting("advisory")).toBe(1), { timeout: 10_000 }),
    /** Somebody waits for whoever stands at it. */
    waitedFor: () => vi.waitFor(async () => expect(await waiting("transactionid")).toBe(1), { timeout: 10_000 }),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (thrown: unknown) => {
      if (thrown instanceof ProblemError) return thrown.problem.code;
      throw thrown;
    },
  );
}

const newAddress = () => `p${crypto.randomUUID()}@ejemplo.test`;
const sessionsOf = async (userId: string): Promise<number> =>
  (await server.database.signin.query('select from session where "userId" = $1', [userId])).rowCount ?? 0;
const devicesOf = async (userId: string): Promise<number> =>
  (await server.database.signin.query("select from known_devices where user_id = $1", [userId])).rowCount ?? 0;

async function offer(who: Visitor): Promise<TOTP> {
  const { secret } = await who.client.offerSecondFactor({ body: { password: goodPassword } });
  return new TOTP({ secret: Secret.fromBase32(secret) });
}

describe("whoever has a guessed password, at another server, and is about to come in", () => {
  test("does not, once the second factor was turned on in between, and is asked for it then", async () => {
    const email = newAddress();
    const eva = await signUp(server, { email });
    const authenticator = await offer(eva);
    const { reached, open } = await raiseBarrier("before");
    const intruder = visit(other);
    const entering = codeOf(intruder.client.signIn({ body: { email, password: goodPassword } }));
    await reached();
    await eva.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    await open();
    expect(await entering).toBe("sign_in_overtaken");
    expect(await sessionsOf(eva.userId)).toBe(1);
    expect(await intruder.client.getSession()).toBeNull();
    expect(await codeOf(intruder.client.signIn({ body: { email, password: goodPassword } }))).toBe(
      "second_step_needed",
    );
    expect((await eva.client.getMe()).user_id).toBe(eva.userId);
  });

  test("is waited for when their session has begun and is not to be seen yet, and it ends with the others", async () => {
    const email = newAddress();
    const eva = await signUp(server, { email });
    const authenticator = await offer(eva);
    const { reached, waitedFor, open } = await raiseBarrier("after");
    const intruder = visit(other);
    const entering = codeOf(intruder.client.signIn({ body: { email, password: goodPassword } }));
    await reached();
    const turning = eva.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    await waitedFor();
    await open();
    await turning;
    await entering;
    expect(await sessionsOf(eva.userId)).toBe(1);
    expect(await intruder.client.getSession()).toBeNull();
    // That browser is known by nothing either: it would have counts of its own.
    expect(await devicesOf(eva.userId)).toBeLessThanOrEqual(1);
  });

  test.each([
    [
      "another password",
      (eva: Visitor) =>
        eva.client.changePassword({ body: { password: goodPassword, new_password: "ayer nevó en La Paz" } }),
      1,
    ],
    ["ending all other sessions", (eva: Visitor) => eva.client.endOtherSessions(), 1],
    ["signing out everywhere", (eva: Visitor) => eva.client.signOutEverywhere(), 0],
  ] as const)("does not after %s", async (_, end, left) => {
    const email = newAddress();
    const eva = await signUp(server, { email });
    const { reached, open } = await raiseBarrier("before");
    const intruder = visit(other);
    const entering = codeOf(intruder.client.signIn({ body: { email, password: goodPassword } }));
    await reached();
    await end(eva);
    await open();
    expect(await entering).toBe("sign_in_overtaken");
    expect(await sessionsOf(eva.userId)).toBe(left);
    expect(await intruder.client.getSession()).toBeNull();
  });

  test("does not after a manager ended the member's sessions", async () => {
    const crew = await foundCrew(server);
    const { email } =
      (await crew.owner.client.listMembers()).items.find(({ user_id }) => user_id === crew.analyst.userId) ?? {};
    const { reached, open } = await raiseBarrier("before");
    const intruder = visit(other);
    const entering = codeOf(intruder.client.signIn({ body: { email: email ?? "", password: goodPassword } }));
    await reached();
    await crew.owner.client.endMemberSessions({ params: { id: crew.analyst.userId } });
    await open();
    expect(await entering).toBe("sign_in_overtaken");
    expect(await sessionsOf(crew.analyst.userId)).toBe(0);
  });

  test("does not after the operator ended the sessions of everybody, as the guide says", async () => {
    const guide = await readFile(new URL("../../../../docs/security/README.md", import.meta.url), "utf8");
    const statements = /## Sessions of everybody[^]*?```sql\n([^]*?)```/.exec(guide)?.[1] ?? "";
    const email = newAddress();
    const eva = await signUp(server, { email });
    const { reached, open } = await raiseBarrier("before");
    const intruder = visit(other);
    const entering = codeOf(intruder.client.signIn({ body: { email, password: goodPassword } }));
    await reached();
    await asOwner(statements);
    await open();
    expect(await entering).toBe("sign_in_overtaken");
    expect(await sessionsOf(eva.userId)).toBe(0);
  });

  test("does not with a code of before, either: the series is of the password, not of the code", async () => {
    const email = newAddress();
    const eva = await signUp(server, { email });
    const authenticator = await offer(eva);
    await eva.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    const intruder = visit(other);
    expect(await codeOf(intruder.client.signIn({ body: { email, password: goodPassword } }))).toBe(
      "second_step_needed",
    );
    const { reached, open } = await raiseBarrier("before");
    const code = authenticator.generate({ timestamp: Date.now() + 30_000 });
    const entering = codeOf(intruder.client.takeSecondStep({ body: { code } }));
    await reached();
    await eva.client.signOutEverywhere();
    await open();
    expect(await entering).toBe("sign_in_overtaken");
    expect(await sessionsOf(eva.userId)).toBe(0);
  });
});
