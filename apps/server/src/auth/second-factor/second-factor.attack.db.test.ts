import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
} from "../../../testing/test-server.ts";
import { maxCodes } from "./second-factor.ts";

let server: TestServer;
let other: TestServer;
const wide = { max: 10_000, windowMs: 3_600_000 };
const limits = { pair: wide, address: wide, email: wide, signUp: wide, codes: wide };
beforeAll(async () => {
  server = await startTestServer({ limits });
  // As a second address would: what is counted in one server's memory is not counted here.
  other = await startTestServer({ limits, sharing: server });
});
afterAll(async () => {
  await other.close();
  await server.close();
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (thrown: unknown) => {
      if (thrown instanceof ProblemError) return thrown.problem.code;
      throw thrown;
    },
  );
}

type Enrolled = Visitor & {
  readonly userId: string;
  readonly email: string;
  readonly authenticator: TOTP;
  readonly codes: readonly string[];
};

/** Somebody whose authenticator is a real one. Its first code was used for turning it on, so the next interval's is the first one to sign in with. */
async function enrol(): Promise<Enrolled> {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const person = await signUp(server, { email });
  const { secret, address } = await person.client.offerSecondFactor({ body: { password: goodPassword } });
  expect(address).toContain(`secret=${secret}`);
  expect(address).toContain(encodeURIComponent(email));
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  const { codes } = await person.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
  return { ...person, email, authenticator, codes };
}

const next = ({ authenticator }: Enrolled) => authenticator.generate({ timestamp: Date.now() + 30_000 });

/** A browser in which the password was given. */
async function halfWay(email: string, at: TestServer = server): Promise<Visitor> {
  const visitor = visit(at);
  expect(await codeOf(visitor.client.signIn({ body: { email, password: goodPassword } }))).toBe("second_step_needed");
  return visitor;
}

const sessionsOf = async (userId: string): Promise<number> =>
  (await server.database.signin.query('select from session where "userId" = $1', [userId])).rowCount ?? 0;

describe("turning the second step on", () => {
  test("takes the password and a first code, and nothing changes before", async () => {
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const ana = await signUp(server, { email });
    expect(await codeOf(ana.client.offerSecondFactor({ body: { password: "no es la mía" } }))).toBe("proof_refused");
    expect(await codeOf(ana.client.confirmSecondFactor({ body: { code: "123456" } }))).toBe("conflict");
    const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    const wrong = authenticator.generate({ timestamp: Date.now() + 3_600_000 });
    expect(await codeOf(ana.client.confirmSecondFactor({ body: { code: wrong } }))).toBe("code_refused");
    expect((await ana.client.getSecondFactor()).on).toBe(false);
    await visit(server).client.signIn({ body: { email, password: goodPassword } });
    const code = authenticator.generate();
    await ana.client.confirmSecondFactor({ body: { code: `${code.slice(0, 3)} ${code.slice(3)}` } });
    expect(await ana.client.getSecondFactor()).toMatchObject({ on: true, recovery_codes_left: 10 });
    expect(await codeOf(ana.client.offerSecondFactor({ body: { password: goodPassword } }))).toBe("conflict");
  });

  test("leaves nothing readable in the database: neither secret nor codes", async () => {
    const ana = await enrol();
    const { rows } = await server.database.signin.query<{ all: string }>(
      `select concat((select f::text from second_factors f where user_id = $1), (select string_agg(c::text, ' ') from recovery_codes c where user_id = $1)) as all`,
      [ana.userId],
    );
    const stored = rows[0]?.all ?? "";
    expect(stored.length).toBeGreaterThan(500);
    expect(stored).not.toContain(ana.authenticator.secret.base32);
    for (const code of ana.codes) expect(stored).not.toContain(code.replaceAll("-", ""));
    expect(server.lines.join("")).not.toContain(ana.authenticator.secret.base32);
  });
});

describe("the password alone", () => {
  test("begins no session, and the cookie that it leaves opens nothing", async () => {
    const ana = await enrol();
    const before = await sessionsOf(ana.userId);
    const visitor = await halfWay(ana.email);
    expect(await sessionsOf(ana.userId)).toBe(before);
    expect(await visitor.client.getSession()).toBeNull();
    expect(await codeOf(visitor.client.getMe())).toBe("not_signed_in");
    expect(visitor.cookie()).toMatch(/^caudal\.second_step=[\w-]{43}$/);
    await visitor.client.takeSecondStep({ body: { code: next(ana) } });
    expect((await visitor.client.getMe()).user_id).toBe(ana.userId);
    expect(visitor.cookie()).not.toContain("second_step");
  });

  test("wrong, it says no more than for anybody", async () => {
    const ana = await enrol();
    const wrong = codeOf(visit(server).client.signIn({ body: { email: ana.email, password: "no es la mía" } }));
    expect(await wrong).toBe("sign_in_refused");
  });

  test("with another person's half-way cookie goes in as nobody", async () => {
    const [ana, eva] = [await enrol(), await enrol()];
    const visitor = await halfWay(ana.email);
    expect(await codeOf(visitor.client.takeSecondStep({ body: { code: next(eva) } }))).toBe("code_refused");
    expect(await codeOf(visitor.client.takeSecondStep({ body: { code: eva.codes[0] ?? "" } }))).toBe("code_refused");
    expect(await visitor.client.getSession()).toBeNull();
  });
});

describe("a code", () => {
  test("is good once: not again in its own interval, nor one of before, by any server", async () => {
    const ana = await enrol();
    const [one, two] = [await halfWay(ana.email), await halfWay(ana.email, other)];
    const code = next(ana);
    await one.client.takeSecondStep({ body: { code } });
    expect(await codeOf(two.client.takeSecondStep({ body: { code } }))).toBe("code_refused");
    expect(await codeOf(two.client.takeSecondStep({ body: { code: ana.authenticator.generate() } }))).toBe(
      "code_refused",
    );
  });

  test("opens one session when a hundred ask with it at once", async () => {
    const ana = await enrol();
    const visitors = await Promise.all(
      Array.from({ length: 8 }, (_, i) => halfWay(ana.email, i % 2 === 0 ? server : other)),
    );
    const code = next(ana);
    const answers = await Promise.all(visitors.map((each) => codeOf(each.client.takeSecondStep({ body: { code } }))));
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
  });

  test("is guessed so often in an hour, over all sessions, addresses and servers together", async () => {
    const ana = await enrol();
    const wrong = ana.authenticator.generate({ timestamp: Date.now() + 86_400_000 });
    const answers: string[] = [];
    for (let i = 0; i < maxCodes / 2 + 1; i++) {
      const [one, two] = [await halfWay(ana.email), await halfWay(ana.email, other)];
      answers.push(
        ...(await Promise.all([one, two].map((each) => codeOf(each.client.takeSecondStep({ body: { code: wrong } }))))),
      );
    }
    expect(answers.filter((answer) => answer === "code_refused")).toHaveLength(maxCodes);
    expect(answers.slice(-2)).toEqual(["rate_limited", "rate_limited"]);
    // The right one does not help either: whoever guesses must not learn when they were right.
    expect(await codeOf((await halfWay(ana.email)).client.takeSecondStep({ body: { code: next(ana) } }))).toBe(
      "rate_limited",
    );
    // But the person is not shut out by whoever guesses: what they wrote down still lets them in.
    const visitor = await halfWay(ana.email);
    await visitor.client.takeSecondStep({ body: { code: ana.codes[0] ?? "" } });
    expect((await visitor.client.getMe()).user_id).toBe(ana.userId);
  });

  test("is tried five times with one password, then the password is asked for again", async () => {
    const ana = await enrol();
    const visitor = await halfWay(ana.email);
    const bad = "0000-0000-0000-0000";
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await codeOf(visitor.client.takeSecondStep({ body: { code: bad } })));
    expect(answers).toEqual([...Array.from({ length: 5 }, () => "code_refused"), "second_step_ended"]);
  });

  test("comes from one address so often, whoever's it is", async () => {
    // All servers of a database count together.
    await server.database.signin.query("delete from attempts");
    const strict = await startTestServer({
      limits: { ...limits, codes: { max: 3, windowMs: 60_000 } },
      sharing: server,
    });
    try {
      const answers = [];
      for (let i = 0; i < 4; i++)
        answers.push(await codeOf(visit(strict).client.takeSecondStep({ body: { code: "123456" } })));
      expect(answers).toEqual([...Array.from({ length: 3 }, () => "second_step_ended"), "rate_limited"]);
    } finally {
      await strict.close();
    }
  });

  test("comes too late after ten minutes", async () => {
    const ana = await enrol();
    const visitor = await halfWay(ana.email);
    await server.database.signin.query("update second_steps set expires_at = now() where user_id = $1", [ana.userId]);
    expect(await codeOf(visitor.client.takeSecondStep({ body: { code: next(ana) } }))).toBe("second_step_ended");
  });
});

describe("a recovery code", () => {
  test("is good once, however it is typed, and also when two ask at once", async () => {
    const ana = await enrol();
    const [code = ""] = ana.codes;
    const visitors = [await halfWay(ana.email), await halfWay(ana.email)];
    const typed = [` ${code.toUpperCase()} `, code.replaceAll("-", " ")];
    const answers = await Promise.all(
      visitors.map((each, at) => codeOf(each.client.takeSecondStep({ body: { code: typed[at] ?? "" } }))),
    );
    expect(answers.toSorted()).toEqual(["code_refused", "done"]);
    expect((await ana.client.getSecondFactor()).recovery_codes_left).toBe(9);
  });

  test("of before is worth nothing once new ones are made, with password and code", async () => {
    const ana = await enrol();
    const code = next(ana);
    expect(await codeOf(ana.client.renewRecoveryCodes({ body: { password: "no es la mía", code } }))).toBe(
      "proof_refused",
    );
    const { codes } = await ana.client.renewRecoveryCodes({ body: { password: goodPassword, code } });
    const visitor = await halfWay(ana.email);
    expect(await codeOf(visitor.client.takeSecondStep({ body: { code: ana.codes[1] ?? "" } }))).toBe("code_refused");
    await visitor.client.takeSecondStep({ body: { code: codes[1] ?? "" } });
  });
});

describe("turning it off", () => {
  test("takes password and code, and then the password alone lets in", async () => {
    const ana = await enrol();
    const wrong = ana.authenticator.generate({ timestamp: Date.now() + 86_400_000 });
    expect(await codeOf(ana.client.turnOffSecondFactor({ body: { password: goodPassword, code: wrong } }))).toBe(
      "code_refused",
    );
    expect(await codeOf(ana.client.turnOffSecondFactor({ body: { password: "no es la mía", code: next(ana) } }))).toBe(
      "proof_refused",
    );
    await ana.client.turnOffSecondFactor({ body: { password: goodPassword, code: next(ana) } });
    await visit(server).client.signIn({ body: { email: ana.email, password: goodPassword } });
    expect(await ana.client.getSecondFactor()).toEqual({
      on: false,
      since: null,
      recovery_codes_left: 0,
      asked: false,
    });
  });

  test("is written in the audit log, as is turning it on, without secrets", async () => {
    const ana = await enrol();
    await ana.client.turnOffSecondFactor({ body: { password: goodPassword, code: ana.codes[0] ?? "" } });
    const { default: pg } = await import("pg");
    const superuser = new pg.Client({ connectionString: server.database.superuserUrl });
    await superuser.connect();
    const { rows } = await superuser.query<{ action: string; changes: unknown }>(
      "select action, changes from caudal.audit_entries where user_id = $1 and object_type = 'second_factor' order by id",
      [ana.userId],
    );
    await superuser.end();
    expect(rows.map((row) => row.action)).toEqual([
      "second_factor.turned_on",
      "second_factor.recovery_code_used",
      "second_factor.turned_off",
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/s1\./);
  });
});
