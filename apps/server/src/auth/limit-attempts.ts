import { Fault } from "@caudal/base/fault.ts";
import type { AttemptCounts, Mark, Succeed } from "./attempt-counts.ts";
import type { AttemptLimit } from "./attempt-limiter.ts";
import { networksOf } from "./network-of.ts";

const minute = 60_000;

export type SignInLimits = {
  readonly pair: AttemptLimit;
  readonly address: AttemptLimit;
  readonly email: AttemptLimit;
  readonly device: AttemptLimit;
  readonly signUp: AttemptLimit;
  readonly codes: AttemptLimit;
  readonly deviceCodes: AttemptLimit;
};

/**
 * Guessing one person's password from one place stops first; then guessing many people's from one place, then one person's from many.
 * The last is wide, because it also keeps that person out, unless they come in a browser in which they have been before: that one has a count
 * of its own, and none of the others concerns it.
 */
export const signInLimits: SignInLimits = {
  pair: { max: 10, windowMs: 15 * minute },
  address: { max: 60, windowMs: 15 * minute },
  email: { max: 100, windowMs: 15 * minute },
  device: { max: 10, windowMs: 15 * minute },
  signUp: { max: 30, windowMs: 60 * minute },
  // How many of one person may be tried is counted with the factor (second-factor.ts); this is of one place, whoever's they are.
  codes: { max: 30, windowMs: 15 * minute },
  deviceCodes: { max: 10, windowMs: 60 * minute },
};

/** Who tries: from where, and (if it is so) in which known browser of the very person that is tried. */
export type Trier = { readonly address: string; readonly device: string | null };

/** More people share a /56 than a /64, and more still a /48. */
const wider = { many: [1, 3, 10], one: [1, 2, 3] } as const;

type MarkOptions = {
  /** What is tried from there; everything, when not said. */
  readonly about?: string;
  readonly grows?: keyof typeof wider;
  /** A right answer forgets the smallest network's count, or takes nothing back. */
  readonly forget?: boolean;
  readonly keep?: boolean;
};

/** One mark for each network that an address belongs to. `grows`: how much more the wider ones may; of one person's password little more. */
export function marksOf(
  kind: "address" | "pair" | "signUp" | "codes" | "network" | "link" | "oidcStart" | "oidcAnswer",
  limit: AttemptLimit,
  address: string,
  { about = "", grows = "many", forget = false, keep = false }: MarkOptions = {},
): readonly Mark[] {
  const ends = ["", "/56", "/48"] as const;
  return networksOf(address).map((network, i) => ({
    kind: `${kind}${ends[i] ?? ""}`,
    key: `${network} ${about}`,
    limit: { ...limit, max: limit.max * (wider[grows][i] ?? 1) },
    onRight: keep ? "keep" : forget && i === 0 ? "forget" : "give back",
  }));
}

/**
 * Counts an attempt at a password. Gives what to call after a right one: this person's own slips from there are forgotten then, and of all
 * other counts the one attempt that this sign-in was. So an office signs in behind one address as often as it likes, and who guesses at others
 * and signs in as themselves in between is no better off.
 *
 * @throws Fault `rate_limited` with the seconds to wait.
 */
export function takeSignIn(
  counts: AttemptCounts,
  limits: SignInLimits,
  { address, device }: Trier,
  email: string,
): Promise<Taken> {
  const about = email.toLowerCase();
  return takeKnown(counts, "device", limits.device, device, [
    ...marksOf("address", limits.address, address),
    ...marksOf("pair", limits.pair, address, { about, grows: "one", forget: true }),
    { kind: "email", key: about, limit: limits.email },
  ]);
}

/** What was counted: against the known browser, or as of one that nobody knows. */
export type Taken = { readonly succeeded: Succeed; readonly byDevice: boolean };

/** Against the known browser alone; once that has tried too often it is taken for one that nobody knows. */
export async function takeKnown(
  counts: AttemptCounts,
  kind: "device" | "deviceCodes" | "deviceMails",
  limit: AttemptLimit,
  device: string | null,
  otherwise: readonly Mark[],
): Promise<Taken> {
  if (device !== null)
    try {
      return { succeeded: await counts.take([{ kind, key: device, limit, onRight: "forget" }]), byDevice: true };
    } catch (error) {
      if (!(error instanceof Fault && error.code === "rate_limited")) throw error;
    }
  return { succeeded: await counts.take(otherwise), byDevice: false };
}

/** @throws Fault `rate_limited` with the seconds to wait. */
export async function takeSignUp(counts: AttemptCounts, limits: SignInLimits, address: string): Promise<void> {
  await counts.take(marksOf("signUp", limits.signUp, address, { keep: true }));
}

/**
 * Codes of a second step. Gives what to call after a right one, and whether the known browser was charged for it: else the person is
 * (`SecondFactor.take`). @throws Fault `rate_limited` with the seconds to wait.
 */
export function takeCodes(counts: AttemptCounts, limits: SignInLimits, { address, device }: Trier): Promise<Taken> {
  return takeKnown(counts, "deviceCodes", limits.deviceCodes, device, marksOf("codes", limits.codes, address));
}
