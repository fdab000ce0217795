import { expect, test } from "vitest";
import { type Fault } from "@caudal/base/fault.ts";
import { createAttemptLimiter } from "./attempt-limiter.ts";
import { createAttemptLimiters, networkOf, takeSignIn, takeSignUp, type SignInLimits } from "./limit-attempts.ts";

const minute = 60_000;
const limits: SignInLimits = {
  pair: { max: 3, windowMs: minute },
  address: { max: 10, windowMs: minute },
  email: { max: 50, windowMs: minute },
  signUp: { max: 5, windowMs: minute },
  codes: { max: 5, windowMs: minute },
};

function world(maxKeys = 20) {
  let now = 0;
  const limiters = createAttemptLimiters({ now: () => now, monotonic: () => now }, maxKeys);
  const isRefused = (work: () => unknown): boolean => {
    try {
      work();
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: "rate_limited" } satisfies Partial<Fault>);
      return true;
    }
  };
  return {
    signIn: (address: string, email: string) => isRefused(() => takeSignIn(limiters, limits, address, email)),
    /** With the right password; false when it did not even come to that. */
    signInRightly: (address: string, email: string) => !isRefused(() => takeSignIn(limiters, limits, address, email)()),
    /** Gives what a right password calls, which comes a moment after the attempt. */
    beginSignIn: (address: string, email: string) => takeSignIn(limiters, limits, address, email),
    signUp: (address: string) => isRefused(() => takeSignUp(limiters, limits, address)),
    pass: (ms: number) => (now += ms),
  };
}

test("inventing people from one place does not wash away the count of the one who is guessed at", () => {
  const { signIn } = world();
  for (let i = 0; i < 3; i++) expect(signIn("10.0.0.1", "ana@ejemplo.test")).toBe(false);
  expect(signIn("10.0.0.1", "ana@ejemplo.test")).toBe(true);
  for (let i = 0; i < 500; i++) signIn("10.0.0.1", `nadie${i}@ejemplo.test`);
  expect(signIn("10.0.0.1", "ana@ejemplo.test")).toBe(true);
  expect(signIn("10.0.0.2", "ana@ejemplo.test")).toBe(false);
});

test("nor does inventing places and people", () => {
  const { signIn, pass } = world();
  for (let i = 0; i < 3; i++) signIn("10.0.0.1", "ana@ejemplo.test");
  for (let i = 0; i < 500; i++) signIn(`10.1.${i >> 8}.${i & 255}`, `nadie${i}@ejemplo.test`);
  expect(signIn("10.0.0.1", "ana@ejemplo.test")).toBe(true);
  pass(minute);
  expect(signIn("10.0.0.1", "ana@ejemplo.test")).toBe(false);
});

test("whose window is over is forgotten before all others", () => {
  let now = 0;
  const limiter = createAttemptLimiter({ now: () => now, monotonic: () => now }, 2);
  const limit = { max: 2, windowMs: minute };
  limiter.take("long", { max: 2, windowMs: 10 * minute });
  limiter.take("short", limit);
  limiter.take("short", limit);
  now = minute;
  limiter.take("new", limit);
  limiter.take("long", limit);
  expect(limiter.take("long", limit).wait).toBeGreaterThan(0);
});

test("an office behind one address signs in as often as it likes, and a few slips of each do not add up to a locked door", () => {
  const { signIn, signInRightly } = world(500);
  for (let day = 0; day < 3; day++)
    for (let i = 0; i < 100; i++) expect(signInRightly("10.0.0.1", `p${i}@oficina.test`)).toBe(true);
  for (let i = 0; i < 9; i++) expect(signIn("10.0.0.1", `p${i}@oficina.test`)).toBe(false);
  expect(signInRightly("10.0.0.1", "p9@oficina.test")).toBe(true);
});

test("who guesses at others and signs in as themselves in between gets no guess more", () => {
  const { signIn, signInRightly } = world();
  let guesses = 0;
  while (guesses < 1000 && !signIn("10.0.0.1", `victima${guesses}@ejemplo.test`)) {
    guesses += 1;
    for (let i = 0; i < 3; i++) signInRightly("10.0.0.1", "ladron@ejemplo.test");
  }
  expect(guesses).toBe(limits.address.max);
  // Once stopped, the door is shut for the right password too: nothing comes back that way.
  expect(signInRightly("10.0.0.1", "ladron@ejemplo.test")).toBe(false);
});

test("nor on one person: what their own password gives back is not another's", () => {
  const { signIn, signInRightly } = world();
  let guesses = 0;
  while (guesses < 1000 && !signIn("10.0.0.1", "victima@ejemplo.test")) {
    guesses += 1;
    signInRightly("10.0.0.1", "ladron@ejemplo.test");
  }
  expect(guesses).toBe(limits.pair.max);
});

test("a right password gives back its own attempt once, and none of a window that began meanwhile", () => {
  const { signIn, beginSignIn, pass } = world(100);
  const succeeded = beginSignIn("10.0.0.1", "lenta@ejemplo.test");
  for (let i = 0; i < 9; i++) expect(signIn("10.0.0.1", `a${i}@ejemplo.test`)).toBe(false);
  expect(signIn("10.0.0.1", "b@ejemplo.test")).toBe(true);
  pass(minute);
  for (let i = 0; i < 10; i++) expect(signIn("10.0.0.1", `c${i}@ejemplo.test`)).toBe(false);
  succeeded();
  expect(signIn("10.0.0.1", "d@ejemplo.test")).toBe(true);
  pass(minute);
  const once = beginSignIn("10.0.0.1", "lenta@ejemplo.test");
  for (let i = 0; i < 9; i++) expect(signIn("10.0.0.1", `e${i}@ejemplo.test`)).toBe(false);
  for (let i = 0; i < 5; i++) once();
  expect(signIn("10.0.0.1", "f@ejemplo.test")).toBe(false);
  expect(signIn("10.0.0.1", "g@ejemplo.test")).toBe(true);
});

test("who has a network of IPv6 is one place", () => {
  const { signIn, signUp } = world();
  for (let i = 0; i < 10; i++) signIn(`2001:db8:1:2::${i}`, `nadie${i}@ejemplo.test`);
  expect(signIn("2001:db8:1:2:ffff::1", "otra@ejemplo.test")).toBe(true);
  expect(signIn("2001:db8:1:3::1", "otra@ejemplo.test")).toBe(false);
  for (let i = 0; i < 5; i++) expect(signUp(`2001:db8:1:2::${i}`)).toBe(false);
  expect(signUp("2001:db8:1:2::99")).toBe(true);
});

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:0DB8:0:0:1::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
  ["not an address", "not an address"],
  ["", ""],
])("%s belongs to %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
