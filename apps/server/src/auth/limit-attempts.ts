import { Fault } from "@caudal/base/fault.ts";
import type { AttemptLimit, AttemptLimiter } from "./attempt-limiter.ts";

const minute = 60_000;

export type SignInLimits = {
  readonly pair: AttemptLimit;
  readonly address: AttemptLimit;
  readonly email: AttemptLimit;
  readonly signUp: AttemptLimit;
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
};

/** @throws Fault `rate_limited` with the seconds to wait. */
export function takeSignIn(limiter: AttemptLimiter, limits: SignInLimits, address: string, email: string): void {
  refuseAfter(limiter.take(pairKey(address, email), limits.pair));
  refuseAfter(limiter.take(`address ${address}`, limits.address));
  refuseAfter(limiter.take(`email ${email.toLowerCase()}`, limits.email));
}

/** After a right password this person's own slips no longer count. */
export function forgetSignIn(limiter: AttemptLimiter, address: string, email: string): void {
  limiter.forget(pairKey(address, email));
}

/** @throws Fault `rate_limited` with the seconds to wait. */
export function takeSignUp(limiter: AttemptLimiter, limits: SignInLimits, address: string): void {
  refuseAfter(limiter.take(`sign-up ${address}`, limits.signUp));
}

function pairKey(address: string, email: string): string {
  return `pair ${address} ${email.toLowerCase()}`;
}

function refuseAfter(seconds: number): void {
  if (seconds > 0) throw new Fault("rate_limited", { params: { seconds } });
}
