import type { Clock } from "@caudal/base/clock.ts";
import { Fault } from "@caudal/base/fault.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { GiveProof } from "@caudal/contract/resources/second-factor.ts";
import { checkProof } from "../http/check-proof.ts";
import type { Outsider, RequestContext, SignedInPerson } from "../http/route-handler.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { Auth } from "./create-auth.ts";
import { countWrong, type AttemptCounts } from "./attempt-counts.ts";
import { hashingFor } from "./hash-turn.ts";
import type { KnownDevices } from "./known-devices.ts";
import { takeCodes, takeSignIn, type SignInLimits } from "./limit-attempts.ts";
import type { SecondFactor } from "./second-factor/second-factor.ts";

export type ProverPorts = {
  readonly auth: Pick<Auth, "checkPassword">;
  readonly factor: Pick<SecondFactor, "stateOf" | "take">;
  readonly sessions: Pick<SessionStore, "prove">;
  readonly counts: AttemptCounts;
  readonly devices: Pick<KnownDevices, "ofPerson">;
  readonly limits: SignInLimits;
  readonly clock: Clock;
};

/** How somebody who is signed in shows that it is still they: as much as signing in asks for, guesses limited as there. */
export type Prover = {
  /** @throws Fault `proof_refused` for a wrong password. Proves nothing yet. */
  checkPassword(password: string, person: SignedInPerson | Outsider, context: RequestContext): Promise<void>;
  /** With the second step on it takes the code too. @throws Faults `proof_refused`, `code_refused`, `rate_limited`. */
  prove(given: GiveProof, person: SignedInPerson | Outsider, context: RequestContext): Promise<void>;
  /** For what asks for the password itself: where there is a second step, it was shown lately too. @throws Fault `proof_needed`. */
  requireSecondStep(person: SignedInPerson): Promise<void>;
};

export function createProver(ports: ProverPorts): Prover {
  const { auth, factor, sessions, counts, devices, limits, clock } = ports;

  const trierOf = async (person: SignedInPerson | Outsider, { headers, clientAddress }: RequestContext) => ({
    address: clientAddress,
    device: await devices.ofPerson(headers, person.scope.userId),
  });

  async function checkPassword(
    password: string,
    person: SignedInPerson | Outsider,
    context: RequestContext,
  ): Promise<void> {
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

  return {
    checkPassword,
    prove: async ({ password, code }, person, context) => {
      await checkPassword(password, person, context);
      if ((await factor.stateOf(person.scope.userId)).on) await takeCode(code, person, context);
      await sessions.prove(person.credential.id);
    },
    requireSecondStep: async ({ credential, scope }) => {
      if ((await factor.stateOf(scope.userId)).on) checkProof(credential, clock.now());
    },
  };
}
