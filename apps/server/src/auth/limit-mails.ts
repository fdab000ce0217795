import type { AttemptCounts, Succeed } from "./attempt-counts.ts";
import type { AttemptLimit } from "./attempt-limiter.ts";
import { marksOf, takeKnown, type Trier } from "./limit-attempts.ts";

const minute = 60_000;

export type MailLimits = {
  /** Mails that one network asks for. */
  readonly network: AttemptLimit;
  /** Mails that go to one address, whoever asks, its own person in a known browser aside: nobody is buried in them. */
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

/**
 * Counts a mail, against the network that asks and the address that gets it, known or not; of who asks in a known browser of that address's
 * person, against that browser alone.
 *
 * @throws Fault `rate_limited` with the seconds to wait.
 */
export async function takeMail(
  counts: AttemptCounts,
  limits: MailLimits,
  { address, device }: Trier,
  recipient: string,
): Promise<void> {
  await takeKnown(counts, "deviceMails", limits.recipient, device, [
    ...marksOf("network", limits.network, address),
    { kind: "recipient", key: recipient.toLowerCase(), limit: limits.recipient },
  ]);
}

/**
 * Counts a mail that somebody signed in has sent to an address of their choosing, against that address as the others are: whoever may invite
 * buries nobody in mails either. Gives what to call for one that was not sent. @throws Fault `rate_limited` with the seconds to wait.
 */
export async function takeInvitationMail(
  counts: AttemptCounts,
  limits: MailLimits,
  recipient: string,
): Promise<Succeed> {
  return counts.take([{ kind: "recipient", key: recipient.toLowerCase(), limit: limits.recipient }]);
}

/**
 * Counts a try of a token that was mailed, an invitation's too. Gives what to call after a right one, which is given back: people behind one
 * address follow as many links as they were sent. @throws Fault `rate_limited`.
 */
export function takeLinkAttempt(counts: AttemptCounts, limits: MailLimits, address: string): Promise<Succeed> {
  return counts.take(marksOf("link", limits.link, address));
}

/** Gives what to call after a right password. @throws Fault `rate_limited`. */
export function takePersonAttempt(counts: AttemptCounts, limits: MailLimits, userId: string): Promise<Succeed> {
  return counts.take([{ kind: "person", key: userId, limit: limits.person, onRight: "forget" }]);
}
