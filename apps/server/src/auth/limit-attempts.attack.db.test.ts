import { createHash, createHmac } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fault } from "@caudal/base/fault.ts";
import { createAttemptCounts } from "./attempt-counts.ts";
import { takeMail } from "./limit-mails.ts";
import { takeCodes, takeSignIn, takeSignUp, type SignInLimits } from "./limit-attempts.ts";

const minute = 60_000;
const limits: SignInLimits = {
  pair: { max: 3, windowMs: minute },
  address: { max: 10, windowMs: minute },
  email: { max: 50, windowMs: minute },
  device: { max: 3, windowMs: minute },
  signUp: { max: 5, windowMs: minute },
  codes: { max: 5, windowMs: minute },
  deviceCodes: { max: 3, windowMs: minute },
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const secret = "a-secret-for-tests-of-more-than-32-characters";

async function isRefused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "rate_limited" } satisfies Partial<Fault>);
    return true;
  }
}

async function world() {
  await database.signin.query("delete from attempts");
  const counts = createAttemptCounts(database.signin, secret);
  const take = (address: string, email: string, device: string | null = null) =>
    takeSignIn(counts, limits, { address, device }, email);
  const right = async (address: string, email: string, device: string | null) =>
    (await take(address, email, device)).succeeded();
  return {
    counts,
    signIn: (address: string, email: string, device: string | null = null) => isRefused(take(address, email, device)),
    /** With the right password; false when it did not even come to that. */
    signInRightly: async (address: string, email: string, device: string | null = null) =>
      !(await isRefused(right(address, email, device))),
    /** Gives what a right password calls, which comes a moment after the attempt. */
    beginSignIn: take,
    signUp: (address: string) => isRefused(takeSignUp(counts, limits, address)),
    code: (address: string, device: string | null = null) => isRefused(takeCodes(counts, limits, { address, device })),
    pass: (ms: number) =>
      database.signin.query("update attempts set ends_at = ends_at - $1 * interval '1 millisecond'", [ms]),
  };
}

test("inventing people from one place does not wash away the count of the one who is guessed at", async () => {
  const { signIn } = await world();
  for (let i = 0; i < 3; i++) expect(await signIn("10.0.0.1", "ana@ejemplo.test")).toBe(false);
  expect(await signIn("10.0.0.1", "ana@ejemplo.test")).toBe(true);
  for (let i = 0; i < 500; i++) await signIn("10.0.0.1", `nadie${i}@ejemplo.test`);
  expect(await signIn("10.0.0.1", "ana@ejemplo.test")).toBe(true);
  expect(await signIn("10.0.0.2", "ana@ejemplo.test")).toBe(false);
});

test("nor does inventing places and people", async () => {
  const { signIn, pass } = await world();
  for (let i = 0; i < 3; i++) await signIn("10.0.0.1", "ana@ejemplo.test");
  for (let i = 0; i < 500; i++) await signIn(`10.1.${i >> 8}.${i & 255}`, `nadie${i}@ejemplo.test`);
  expect(await signIn("10.0.0.1", "ana@ejemplo.test")).toBe(true);
  await pass(minute);
  expect(await signIn("10.0.0.1", "ana@ejemplo.test")).toBe(false);
});

test("an office behind one address signs in as often as it likes, and a few slips of each do not add up to a locked door", async () => {
  const { signIn, signInRightly } = await world();
  for (let day = 0; day < 3; day++)
    for (let i = 0; i < 100; i++) expect(await signInRightly("10.0.0.1", `p${i}@oficina.test`)).toBe(true);
  for (let i = 0; i < 9; i++) expect(await signIn("10.0.0.1", `p${i}@oficina.test`)).toBe(false);
  expect(await signInRightly("10.0.0.1", "p9@oficina.test")).toBe(true);
});

test("who guesses at others and signs in as themselves in between gets no guess more", async () => {
  const { signIn, signInRightly } = await world();
  let guesses = 0;
  while (guesses < 1000 && !(await signIn("10.0.0.1", `victima${guesses}@ejemplo.test`))) {
    guesses += 1;
    for (let i = 0; i < 3; i++) await signInRightly("10.0.0.1", "ladron@ejemplo.test");
  }
  expect(guesses).toBe(limits.address.max);
  // Once stopped, the door is shut for the right password too: nothing comes back that way.
  expect(await signInRightly("10.0.0.1", "ladron@ejemplo.test")).toBe(false);
});

test("nor on one person: what their own password gives back is not another's", async () => {
  const { signIn, signInRightly } = await world();
  let guesses = 0;
  while (guesses < 1000 && !(await signIn("10.0.0.1", "victima@ejemplo.test"))) {
    guesses += 1;
    await signInRightly("10.0.0.1", "ladron@ejemplo.test");
  }
  expect(guesses).toBe(limits.pair.max);
});

test("a right password gives back its own attempt once, and none of a window that began meanwhile", async () => {
  const { signIn, beginSignIn, pass } = await world();
  const { succeeded } = await beginSignIn("10.0.0.1", "lenta@ejemplo.test");
  for (let i = 0; i < 9; i++) expect(await signIn("10.0.0.1", `a${i}@ejemplo.test`)).toBe(false);
  expect(await signIn("10.0.0.1", "b@ejemplo.test")).toBe(true);
  await pass(minute);
  for (let i = 0; i < 10; i++) expect(await signIn("10.0.0.1", `c${i}@ejemplo.test`)).toBe(false);
  await succeeded();
  expect(await signIn("10.0.0.1", "d@ejemplo.test")).toBe(true);
  await pass(minute);
  const { succeeded: once } = await beginSignIn("10.0.0.1", "lenta@ejemplo.test");
  for (let i = 0; i < 9; i++) expect(await signIn("10.0.0.1", `e${i}@ejemplo.test`)).toBe(false);
  for (let i = 0; i < 5; i++) await once();
  expect(await signIn("10.0.0.1", "f@ejemplo.test")).toBe(false);
  expect(await signIn("10.0.0.1", "g@ejemplo.test")).toBe(true);
});

test("who has a network of IPv6 is one place", async () => {
  const { signIn, signUp } = await world();
  for (let i = 0; i < 10; i++) await signIn(`2001:db8:1:2::${i}`, `nadie${i}@ejemplo.test`);
  expect(await signIn("2001:db8:1:2:ffff::1", "otra@ejemplo.test")).toBe(true);
  expect(await signIn("2001:db8:1:3::1", "otra@ejemplo.test")).toBe(false);
  for (let i = 0; i < 5; i++) expect(await signUp(`2001:db8:1:2::${i}`)).toBe(false);
  expect(await signUp("2001:db8:1:2::99")).toBe(true);
});

test("of one customer's /48 no more guesses come at one person than thrice those of one /64, however many of its networks are used", async () => {
  const { signIn } = await world();
  let guesses = 0;
  for (let i = 0; i < 300; i++)
    if (!(await signIn(`2001:db8:1:${i.toString(16)}::1`, "ana@ejemplo.test"))) guesses += 1;
  expect(guesses).toBe(limits.pair.max * 3);
  // She herself, from elsewhere, is not kept out by it.
  expect(await signIn("2001:db8:2:1::1", "ana@ejemplo.test")).toBe(false);
});

test("nor at many people than ten times; and a /56 has a third of that", async () => {
  const { signIn, pass } = await world();
  const guess = async (prefix: (i: number) => string): Promise<number> => {
    let guesses = 0;
    for (let i = 0; i < 150; i++) if (!(await signIn(prefix(i), `nadie${i}@ejemplo.test`))) guesses += 1;
    return guesses;
  };
  // 256 networks, all of one /56.
  expect(await guess((i) => `2001:db8:7:ab${(i % 256).toString(16).padStart(2, "0")}::1`)).toBe(limits.address.max * 3);
  await pass(minute);
  expect(await guess((i) => `2001:db8:7:${(i * 256).toString(16)}::1`)).toBe(limits.address.max * 10);
});

test("what one network of a /48 is refused counts for none of its neighbours", async () => {
  const { signIn } = await world();
  for (let i = 0; i < 500; i++) await signIn("2001:db8:1:1::1", `nadie${i}@ejemplo.test`);
  expect(await signIn("2001:db8:1:2::1", "vecina@ejemplo.test")).toBe(false);
});

test("a known browser has its own count: others' guesses count not in it, its own not in theirs, and used up it is one that nobody knows", async () => {
  const { signIn, signInRightly, code } = await world();
  for (let i = 0; i < 60; i++) await signIn(`10.0.1.${i}`, "ana@ejemplo.test");
  expect(await signIn("10.0.0.9", "ana@ejemplo.test")).toBe(true);
  expect(await signIn("10.0.0.9", "ana@ejemplo.test", "her browser")).toBe(false);
  expect(await signInRightly("10.0.0.9", "ana@ejemplo.test", "her browser")).toBe(true);
  for (let i = 0; i < 3; i++) expect(await signIn("10.0.0.9", "ana@ejemplo.test", "her browser")).toBe(false);
  expect(await signIn("10.0.0.9", "ana@ejemplo.test", "her browser")).toBe(true);
  // Of somebody who is not guessed at: as many as anybody has from one place.
  for (let i = 0; i < 6; i++) expect(await signIn("10.0.0.8", "eva@ejemplo.test", "eva's browser")).toBe(false);
  expect(await signIn("10.0.0.8", "eva@ejemplo.test", "eva's browser")).toBe(true);
  for (let i = 0; i < 5; i++) expect(await code("10.0.0.9")).toBe(false);
  expect(await code("10.0.0.9")).toBe(true);
  expect(await code("10.0.0.9", "her browser")).toBe(false);
});

test("mails that others ask for at a person's address keep no known browser of theirs from its own", async () => {
  const { counts } = await world();
  const mail = (device: string | null, address = "10.0.0.1") =>
    isRefused(
      takeMail(
        counts,
        {
          network: { max: 100, windowMs: minute },
          recipient: { max: 2, windowMs: minute },
          link: limits.pair,
          person: limits.pair,
        },
        { address, device },
        "Ana@ejemplo.test",
      ),
    );
  expect([await mail(null), await mail(null, "10.0.0.2"), await mail(null, "10.0.0.3")]).toEqual([false, false, true]);
  expect([await mail("hers"), await mail("hers"), await mail("hers")]).toEqual([false, false, true]);
});

test("of a crowd that guesses at once on two servers, exactly as many go through as may", async () => {
  const { counts } = await world();
  const other = createAttemptCounts(database.signin, secret);
  const all = await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      isRefused(takeSignIn(i % 2 ? counts : other, limits, { address: "10.0.0.1", device: null }, "ana@ejemplo.test")),
    ),
  );
  expect(all.filter((refused) => !refused)).toHaveLength(limits.pair.max);
  // What was refused in a race took nothing from the address.
  const { rows } = await database.signin.query<{ count: number }>("select count from attempts where kind = 'address'");
  expect(rows).toEqual([{ count: limits.pair.max }]);
});

test("whatever is tried, taken back and waited for, in whatever order, the counts are those of a simple model", async () => {
  const kinds = ["address", "pair", "email"] as const;
  const maxima = { address: 4, pair: 2, email: 3 };
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        act: fc.constant("take" as const),
        marks: fc.subarray([...kinds], { minLength: 1 }),
        key: fc.constantFrom("x", "y"),
        right: fc.constantFrom("now", "later", "never"),
        forget: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant("window" as const) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant("later" as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { counts, pass } = await world();
      const model = new Map<string, number>();
      const later: (() => Promise<void>)[] = [];
      let window = 0;
      for (const each of steps) {
        if (each.act === "window") {
          await pass(minute);
          model.clear();
          window += 1;
        } else if (each.act === "later") await later.shift()?.();
        else {
          const names = each.marks.map((kind) => `${kind} ${each.key}`);
          const full = each.marks.some((kind) => (model.get(`${kind} ${each.key}`) ?? 0) >= maxima[kind]);
          const marks = each.marks.map((kind) => ({
            kind,
            key: each.key,
            limit: { max: maxima[kind], windowMs: minute },
            onRight: each.forget && kind === "pair" ? ("forget" as const) : ("give back" as const),
          }));
          const taken = await counts.take(marks).catch(() => null);
          expect(taken === null).toBe(full);
          if (taken === null) continue;
          for (const name of names) model.set(name, (model.get(name) ?? 0) + 1);
          const began = window;
          const succeed = async (): Promise<void> => {
            await taken();
            for (const [i, name] of names.entries()) {
              if (marks[i]?.onRight === "forget") model.set(name, 0);
              else if (began === window) model.set(name, Math.max(0, (model.get(name) ?? 0) - 1));
            }
          };
          if (each.right === "now") await succeed();
          if (each.right === "later") later.push(succeed);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("what is over goes by itself: an attacker with a million places fills no table", async () => {
  const { signIn, pass } = await world();
  for (let i = 0; i < 60; i++) await signIn(`10.2.0.${i}`, `nadie${i}@ejemplo.test`);
  await pass(minute);
  for (let i = 0; i < 30; i++) await signIn("10.3.0.1", "ana@ejemplo.test");
  const { rows } = await database.signin.query<{ kind: string }>("select kind from attempts");
  expect(rows.map(({ kind }) => kind).toSorted()).toEqual(["address", "email", "pair"]);
});

test("what is counted stands there as a hash: no address of anybody", async () => {
  const { signIn } = await world();
  await signIn("10.0.0.77", "ana.lopez@ejemplo.test");
  const { rows } = await database.signin.query<{ all: string }>(
    "select string_agg(a::text, ' ') as all from attempts a",
  );
  expect(rows[0]?.all).not.toMatch(/10\.0\.0\.77|ana\.lopez/);
});

test("whoever has a copy of the counts and guesses which address, person or network was tried finds none without the session key", async () => {
  const { signIn, counts } = await world();
  const [email, address] = ["ana@ejemplo.test", "10.0.0.1"];
  await signIn(address, email);
  const { rows } = await database.signin.query<{ kind: string; key_hash: Buffer }>(
    "select kind, key_hash from attempts",
  );
  expect(rows.map(({ kind }) => kind).toSorted()).toEqual(["address", "email", "pair"]);
  const guesses = [email, address, `${address} ${email}`, `${email} ${address}`, `${address}\n${email}`];
  const keys = ["", secret, "caudal attempt counts"];
  const held = new Set(rows.map(({ key_hash }) => key_hash.toString("hex")));
  for (const { kind } of rows)
    for (const guess of guesses)
      for (const text of [guess, `${kind} ${guess}`]) {
        expect(held).not.toContain(createHash("sha256").update(text).digest("hex"));
        for (const key of keys) expect(held).not.toContain(createHmac("sha256", key).update(text).digest("hex"));
      }
  // The same key counts on, on any server; another one counts anew.
  const once = { kind: "email", key: email, limit: { max: 2, windowMs: 60_000 } } as const;
  await createAttemptCounts(database.signin, secret).take([once]);
  expect(await isRefused(counts.take([once]))).toBe(true);
  expect(await isRefused(createAttemptCounts(database.signin, `${secret} another`).take([once]))).toBe(false);
});
