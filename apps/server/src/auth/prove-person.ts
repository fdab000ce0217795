import { Fault } from "@caudal/base/fault.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { GiveBoth, GiveProof } from "@caudal/contract/resources/second-factor.ts";
import { checkProof } from "../http/check-proof.ts";
import type { Outsider, RequestContext, SignedInPerson } from "../http/route-handler.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";
import type { HalfProofs } from "../oidc/half-proofs.ts";
import { waysOf } from "../oidc/linked-person.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { Auth } from "./create-auth.ts";
import { countWrong, type AttemptCounts } from "./attempt-counts.ts";
import { hashingFor } from "./hash-turn.ts";
import type { KnownDevices } from "./known-devices.ts";
import { checkPasswordsOn } from "./password-use.ts";
import { takeCodes, takeSignIn, type SignInLimits } from "./limit-attempts.ts";
import type { SecondFactor } from "./second-factor/second-factor.ts";

export type ProverPorts = {
  readonly auth: Pick<Auth, "checkPassword">;
  readonly factor: Pick<SecondFactor, "stateOf" | "take">;
  readonly sessions: Pick<SessionStore, "prove">;
  readonly halfProofs: Pick<HalfProofs, "holds" | "end">;
  readonly mailed: Pick<MailedLinks, "auth" | "passwordsOn" | "service">;
  readonly counts: AttemptCounts;
  readonly devices: Pick<KnownDevices, "ofPerson">;
  readonly limits: SignInLimits;
};

/** How somebody who is signed in shows that it is still they: as much as signing in asks for, guesses limited as there. */
export type Prover = {
  /**
   * The first step of turning the second one on: the password, or a recent proof of whoever has none. Proves nothing yet.
   *
   * @throws Faults `proof_refused` for a wrong password, `proof_needed`.
   */
  checkFirstStep(password: string | undefined, person: SignedInPerson, context: RequestContext): Promise<void>;
  /**
   * With the second step on it takes the code too. Without a password only the code that is missing after the provider. Gives until when that
   * counts.
   *
   * @throws Faults `proof_refused`, `code_refused`, `rate_limited`, `passwords_off`.
   */
  prove(given: GiveProof, person: SignedInPerson | Outsider, context: RequestContext): Promise<Date | null>;
  /** Both steps, for what changes the second one. @throws the faults above, and `proof_needed` of whoever has no password. */
  checkBoth(given: GiveBoth, person: SignedInPerson, context: RequestContext): Promise<void>;
  /** For what asks for the password itself: where there is a second step, it was shown lately too. @throws Fault `proof_needed`. */
  requireSecondStep(person: SignedInPerson): Promise<void>;
};

export function createProver(ports: ProverPorts): Prover {
  const { auth, factor, sessions, halfProofs, mailed, counts, devices, limits } = ports;

  const trierOf = async (person: SignedInPerson | Outsider, { headers, clientAddress }: RequestContext) => ({
    address: clientAddress,
    device: await devices.ofPerson(headers, person.scope.userId),
  });

  async function checkPassword(
    password: string,
    person: SignedInPerson | Outsider,
    context: RequestContext,
  ): Promise<void> {
    checkPasswordsOn(mailed);
    const { email } = person.credential;
    const trier = await trierOf(person, context);
    const { succeeded, byDevice } = await takeSignIn(counts, limits, trier, email);
    try {
      await countWrong(succeeded, "sign_in_refused", () =>
        hashingFor(byDevice ? trier.device : null, () => auth.checkPassword({ email, password })),
      );
    } catch (error) {
      throw error instanceof Fault && error.code === "sign_in_refused" ? new Fault("proof_refused") : error;
    }
  }

  async function takeCode(
    code: string | undefined,
    person: SignedInPerson | Outsider,
    context: RequestContext,
  ): Promise<void> {
    if (code === undefined) throw new Fault("code_refused");
    const trier = await trierOf(person, context);
    const { succeeded, byDevice } = await takeCodes(counts, limits, trier);
    await factor.take({ userId: person.scope.userId, locale: languageOf(context.locale) }, code, byDevice);
    await succeeded();
  }

  const hasPassword = async ({ scope }: SignedInPerson): Promise<boolean> =>
    (await waysOf(mailed.auth, mailed, scope.userId)).password;

  /** Whoever has a password gives it; whoever has none has shown at the provider that it is they. */
  async function checkFirstStep(
    password: string | undefined,
    person: SignedInPerson,
    context: RequestContext,
  ): Promise<void> {
    if (password !== undefined) return checkPassword(password, person, context);
    if (await hasPassword(person)) throw new Fault("proof_refused");
    checkProof(person.credential);
  }

  /** The code after the provider: what was shown there is half of the proof, and half of none counts. */
  async function proveByCode(code: string | undefined, person: SignedInPerson | Outsider, context: RequestContext) {
    const { id } = person.credential;
    if (!(await halfProofs.holds(id))) throw new Fault("proof_refused");
    await takeCode(code, person, context);
    await halfProofs.end(id);
    return sessions.prove(id, { byProvider: true, providerFactor: false });
  }

  return {
    checkFirstStep,
    prove: async ({ password, code }, person, context) => {
      if (password === undefined) return proveByCode(code, person, context);
      await checkPassword(password, person, context);
      if ((await factor.stateOf(person.scope.userId)).on) await takeCode(code, person, context);
      return sessions.prove(person.credential.id);
    },
    checkBoth: async ({ password, code }, person, context) => {
      await checkFirstStep(password, person, context);
      if ((await factor.stateOf(person.scope.userId)).on) await takeCode(code, person, context);
      if (password !== undefined) await sessions.prove(person.credential.id);
    },
    requireSecondStep: async ({ credential, scope }) => {
      if ((await factor.stateOf(scope.userId)).on) checkProof(credential);
    },
  };
}
