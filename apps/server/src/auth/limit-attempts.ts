import { isIPv6 } from "node:net";
import type { Clock } from "@caudal/base/clock.ts";
import { Fault } from "@caudal/base/fault.ts";
import { createAttemptLimiter, type Attempt, type AttemptLimit, type AttemptLimiter } from "./attempt-limiter.ts";

const minute = 60_000;

export type SignInLimits = {
  readonly pair: AttemptLimit;
  readonly address: AttemptLimit;
  readonly email: AttemptLimit;
  readonly signUp: AttemptLimit;
  readonly codes: AttemptLimit;
};

/**
 * Guessing one person's password from one place stops first; then guessing many people's from one place, then one person's from many.
 * The last is wide, because it also keeps that person out.
 */
export const signInLimits: SignInLimits = {
  pair: { max: 10, windowMs: 15 * minute },
  address: { max: 60, windowMs: 15 * minute },
  email: { max: 100, windowMs: 15 * minute },
  signUp: { max: 30, windowMs: 60 * minute },
  // How many of one person may be tried is counted in the database (second-factor.ts); this is of one place, whoever's they are.
  codes: { max: 30, windowMs: 15 * minute },
};

/** One for each kind of count, so that many of one kind wash none of another away. */
export type AttemptLimiters = { readonly [K in keyof SignInLimits]: AttemptLimiter };

export function createAttemptLimiters(clock: Clock, maxKeys?: number): AttemptLimiters {
  const one = () => createAttemptLimiter(clock, maxKeys);
  return { pair: one(), address: one(), email: one(), signUp: one(), codes: one() };
}

/**
 * The address is counted first: what it invents once it is stopped is not even remembered. Gives what to call after a right password: this
 * person's own slips are forgotten then, and of the address the one attempt that this sign-in was. So an office signs in behind one address
 * as often as it likes, and who guesses at others and signs in as themselves in between is no better off.
 *
 * @throws Fault `rate_limited` with the seconds to wait.
 */
export function takeSignIn(
  limiters: AttemptLimiters,
  limits: SignInLimits,
  address: string,
  email: string,
): () => void {
  const fromAddress = limiters.address.take(networkOf(address), limits.address);
  refuseAfter(fromAddress);
  refuseAfter(limiters.pair.take(pairKey(address, email), limits.pair));
  refuseAfter(limiters.email.take(email.toLowerCase(), limits.email));
  return () => {
    fromAddress.giveBack();
    limiters.pair.forget(pairKey(address, email));
  };
}

/** @throws Fault `rate_limited` with the seconds to wait. */
export function takeSignUp(limiters: AttemptLimiters, limits: SignInLimits, address: string): void {
  refuseAfter(limiters.signUp.take(networkOf(address), limits.signUp));
}

/** Codes of a second step. Gives what to call after a right one: it is taken out of the count. @throws Fault `rate_limited` with the seconds to wait. */
export function takeCodes(limiters: AttemptLimiters, limits: SignInLimits, address: string): () => void {
  const fromAddress = limiters.codes.take(networkOf(address), limits.codes);
  refuseAfter(fromAddress);
  return fromAddress.giveBack;
}

function pairKey(address: string, email: string): string {
  return `${networkOf(address)} ${email.toLowerCase()}`;
}

/** What one customer of a provider has: an address of IPv4, or the first 64 bits of one of IPv6, below which anybody has billions. */
export function networkOf(address: string): string {
  const direct = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(direct)) return direct;
  const written = new URL(`http://[${direct.replace(/%.*$/, "")}]/`).hostname.slice(1, -1);
  const [head = "", tail] = written.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [
    ...first,
    ...Array.from({ length: tail === undefined ? 0 : 8 - first.length - last.length }, () => "0"),
    ...last,
  ];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

export function refuseAfter({ wait }: Attempt): void {
  if (wait > 0) throw new Fault("rate_limited", { params: { seconds: wait } });
}
