import { ProblemError, type Client } from "@caudal/contract/client/client.ts";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { foundCrew, joinCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { makeKey, type KeyHolder } from "../../testing/key-holder.ts";
import { mailTo, tokenOf } from "../../testing/mails.ts";
import { goodPassword, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const wide = { max: 1_000_000, windowMs: 3_600_000 };
let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  const limits = { ...signInLimits, address: wide, email: wide, signUp: wide };
  server = await startTestServer({ limits, mailLimits: { network: wide, recipient: wide, link: wide, person: wide } });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

/** Requests that each way has under way at once. */
const atOnce = 4;
/** Milliseconds within which everybody is answered, however many ask: a writer waits two seconds for a lock, the rest is this machine's. */
const patience = 15_000;
const allowed = [200, 201, 204, 401, 403, 404, 409, 503];

type Session = { readonly id: string; readonly client: Client; readonly email: string };
type Ways = { readonly sessions: readonly [Session, Session, Session]; readonly keys: readonly [KeyHolder, KeyHolder] };
type Answer = { readonly status: number; readonly code: string; readonly ms: number };

/** Three browsers and two programs of one administrator. */
async function openWays(who: Somebody, email: string): Promise<Ways> {
  const open = async (): Promise<Session> => {
    const { client } = visit(server);
    await client.signIn({ body: { email, password: goodPassword } });
    await client.enterAccount({ params: { id: who.scope.accountId } });
    const id = (await client.listSessions()).items.find(({ current }) => current)?.id ?? "";
    return { id, client, email };
  };
  const [one, two, three] = [await open(), await open(), await open()];
  return { sessions: [one, two, three], keys: [await makeKey(server, one), await makeKey(server, two)] };
}

async function ask(work: () => Promise<unknown>): Promise<Answer> {
  const began = performance.now();
  try {
    await work();
    return { status: 200, code: "", ms: performance.now() - began };
  } catch (thrown) {
    if (!(thrown instanceof ProblemError)) throw thrown;
    const { status, code } = thrown.problem;
    return { status, code, ms: performance.now() - began };
  }
}

/** Writes by one way without a pause, several requests at once, until it is told to stop. */
function writeOn(client: Client, by: "session" | "key") {
  const answers: Answer[] = [];
  let over = false;
  let at = 0;
  const writes = [
    () => client.createCompany({ body: { name: crypto.randomUUID() } }),
    by === "key"
      ? () => client.createTab({ body: { key: `t${crypto.randomUUID().replaceAll("-", "")}`, name: "Tablero" } })
      : () => client.updateMe({ body: { name: `Luz ${crypto.randomUUID().slice(0, 4)}` } }),
  ];
  const go = async (): Promise<void> => {
    while (!over) answers.push(await ask(writes[(at += 1) % writes.length] ?? (() => Promise.resolve())));
  };
  onTestFinished(() => void (over = true));
  const done = Promise.all(Array.from({ length: atOnce }, go));
  return {
    answers,
    written: () => answers.filter(({ status }) => status < 300).length,
    refused: () => answers.some(({ status }) => status === 401 || status === 403),
    stop: async () => {
      over = true;
      await done;
    },
  };
}

/** What the log says that was written by these ways, or in an account by somebody. */
const writtenBy = (
  credentials: readonly string[],
  inAccount: readonly [string, string] | null = null,
): Promise<number> =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ written: string }>(
      `select count(*) as written from caudal.audit_entries
       where object_type <> 'security' and (credential = any ($1) or (account_id = $2::uuid and user_id = $3::uuid))`,
      [[...credentials], inAccount?.[0] ?? null, inAccount?.[1] ?? null],
    );
    return Number(rows[0]?.written);
  });

/** Transactions that PostgreSQL ended because they stood in each other's way, from now on; repeated or not. */
function watchDeadlocks(): () => number {
  let seen = 0;
  const watched = new WeakSet<pg.PoolClient>();
  for (const pool of [server.database.app.pool, server.database.signin])
    pool.on("acquire", (client) => {
      if (watched.has(client)) return;
      watched.add(client);
      client.connection.on(
        "errorMessage",
        ({ code }: { readonly code?: string }) => (seen += code === "40P01" ? 1 : 0),
      );
    });
  return () => seen;
}

type Ending = {
  /** All at the same moment. */
  readonly ways: (ways: Ways, person: string) => readonly (() => Promise<unknown>)[];
  readonly sessions: readonly number[];
  readonly keys: readonly number[];
  readonly leaves?: true;
};

const everySession = [0, 1, 2];
const everyKey = [0, 1];
const endings = {
  "signing out everywhere, twice at once": {
    ways: ({ sessions: [one, two] }) => [() => one.client.signOutEverywhere(), () => two.client.signOutEverywhere()],
    sessions: everySession,
    keys: [],
  },
  "revoking both keys, from two browsers, while the owner does": {
    ways: ({ sessions: [one, two], keys: [first, second] }, person) => [
      () => one.client.revokeApiKey({ params: { id: first.made.id } }),
      () => two.client.revokeApiKey({ params: { id: second.made.id } }),
      () => two.client.revokeApiKey({ params: { id: first.made.id } }),
      () => crew.owner.client.revokeMemberKeys({ params: { id: person }, body: {} }),
    ],
    sessions: [],
    keys: everyKey,
  },
  "ending one session, and signing out of another": {
    ways: ({ sessions: [one, two, three] }) => [
      () => one.client.endSession({ params: { id: two.id } }),
      () => one.client.endSession({ params: { id: two.id } }),
      () => three.client.signOut(),
    ],
    sessions: [1, 2],
    keys: [],
  },
  "the owner, who ends sessions and keys": {
    ways: (_, person) => [
      () => crew.owner.client.endMemberSessions({ params: { id: person } }),
      () => crew.owner.client.revokeMemberKeys({ params: { id: person }, body: {} }),
    ],
    sessions: everySession,
    keys: everyKey,
  },
  "a new password by mail": {
    ways: ({ sessions: [one] }) => [
      async () => {
        const { client } = visit(server);
        await client.requestPasswordReset({ body: { email: one.email } });
        const token = tokenOf(await mailTo(server, one.email, "password.reset"));
        await client.resetPassword({ body: { token, password: goodPassword } });
      },
    ],
    sessions: everySession,
    keys: everyKey,
  },
  "removing the member": {
    ways: (_, person) => [
      () => crew.owner.client.removeMember({ params: { id: person } }),
      () => crew.admin.client.removeMember({ params: { id: person } }),
    ],
    sessions: [],
    keys: everyKey,
    leaves: true,
  },
} as const satisfies Readonly<Record<string, Ending>>;

describe("however much somebody's sessions and keys write", () => {
  let luz: Somebody;
  let email: string;
  let deadlocks: () => number;
  beforeAll(async () => {
    luz = crew.colleague;
    deadlocks = watchDeadlocks();
    ({ email } = await luz.client.getMe());
    await crew.owner.client.updateMember({ params: { id: luz.userId }, body: { role: "admin" } });
  });

  test.each(Object.entries<Ending>(endings))(
    "%s is final, and everybody is answered",
    async (_, ending) => {
      const before = deadlocks();
      for (let turn = 1; turn <= 2; turn += 1) {
        const ways = await openWays(luz, email);
        const writers = [
          ...ways.sessions.map(({ client }) => writeOn(client, "session")),
          ...ways.keys.map(({ client }) => writeOn(client, "key")),
        ];
        const mine = writers.filter((_, at) => (at < 3 ? ending.sessions.includes(at) : ending.keys.includes(at - 3)));
        const credentials = [
          ...ending.sessions.map((at) => `session:${ways.sessions[at]?.id}`),
          ...ending.keys.map((at) => `key:${ways.keys[at]?.made.id}`),
        ];
        const of = ending.leaves === true ? ([luz.scope.accountId, luz.userId] as const) : null;
        await vi.waitFor(() => expect(Math.min(...writers.map((each) => each.written()))).toBeGreaterThan(1), 30_000);
        const asked = await Promise.all(ending.ways(ways, luz.userId).map(ask));
        const written = await writtenBy(credentials, of);
        expect(written).toBeGreaterThan(0);
        await vi.waitFor(() => expect(mine.map((each) => each.refused())).not.toContain(false), 30_000);
        await Promise.all(writers.map((each) => each.stop()));
        expect(await writtenBy(credentials, of), "written after it was ended").toBe(written);
        const answers = [...asked, ...writers.flatMap((each) => each.answers)];
        expect(answers.filter(({ status }) => !allowed.includes(status))).toEqual([]);
        expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(patience);
        expect(asked.filter(({ status }) => status < 300)).not.toEqual([]);
        if (ending.leaves === true) luz = await joinCrew(server, crew.owner, await signedIn(), "admin");
      }
      expect(deadlocks() - before).toBe(0);
    },
    120_000,
  );

  test("whoever revokes keys in many windows at once is answered in each, and keeps nobody from it", async () => {
    const before = deadlocks();
    const { sessions, keys } = await openWays(luz, email);
    const revoke = ({ client }: Session) =>
      keys.map(
        ({ made }) =>
          () =>
            client.revokeApiKey({ params: { id: made.id } }),
      );
    const asked = await Promise.all(sessions.flatMap((each) => [...revoke(each), ...revoke(each)]).map(ask));
    expect(asked.filter(({ status }) => status !== 200 && status !== 404)).toEqual([]);
    expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThan(patience);
    expect(deadlocks() - before).toBe(0);
  });

  async function signedIn(): Promise<Somebody> {
    const visitor = visit(server);
    await visitor.client.signIn({ body: { email, password: goodPassword } });
    return { ...luz, ...visitor };
  }
});
