import type { Clock } from "@caudal/base/clock.ts";
import { createAttemptLimiter, type AttemptLimit, type AttemptLimiter } from "./attempt-limiter.ts";
import { networkOf, refuseAfter } from "./limit-attempts.ts";

const minute = 60_000;

export type MailLimits = {
  /** Mails that one network asks for. */
  readonly network: AttemptLimit;
  /** Mails that go to one address, whoever asks: nobody is buried in them. */
  readonly recipient: AttemptLimit;
  /** Tokens of links that one network tries. */
  readonly link: AttemptLimit;
  /** Wrong passwords of one person who is signed in. */
  readonly person: AttemptLimit;
};

export const mailLimits: MailLimits = {
  network: { max: 30, windowMs: 60 * minute },
  recipient: { max: 5, windowMs: 60 * minute },
  link: { max: 60, windowMs: 15 * minute },
  person: { max: 10, windowMs: 15 * minute },
};

export type MailLimiters = { readonly [K in keyof MailLimits]: AttemptLimiter };

export function createMailLimiters(clock: Clock, maxKeys?: number): MailLimiters {
  const one = () => createAttemptLimiter(clock, maxKeys);
  return { network: one(), recipient: one(), link: one(), person: one() };
}

/**
 * Counts a mail, against the network that asks and the address that gets it, known or not.
 *
 * @throws Fault `rate_limited` with the seconds to wait.
 */
export function takeMail(limiters: MailLimiters, limits: MailLimits, address: string, recipient: string): void {
  refuseAfter(limiters.network.take(networkOf(address), limits.network));
  refuseAfter(limiters.recipient.take(recipient.toLowerCase(), limits.recipient));
}

/** @throws Fault `rate_limited`. */
export function takeLinkAttempt(limiters: MailLimiters, limits: MailLimits, address: string): void {
  refuseAfter(limiters.link.take(networkOf(address), limits.link));
}

/** Gives what to call after a right password. @throws Fault `rate_limited`. */
export function takePersonAttempt(limiters: MailLimiters, limits: MailLimits, userId: string): () => void {
  refuseAfter(limiters.person.take(userId, limits.person));
  return () => limiters.person.forget(userId);
}
