import { Fault } from "@caudal/base/fault.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { secondFactorRoutes } from "@caudal/contract/routes/second-factor.ts";
import { isFactorAsked } from "@caudal/db/queries/second-factors.ts";
import type { Database } from "@caudal/db/schema.ts";
import { ownScope, readInScope, type Scope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf, RequestContext } from "../../http/route-handler.ts";
import type { SessionStore } from "../../sessions/session-store.ts";
import type { Enter } from "../../people/enter.ts";
import type { Prover } from "../prove-person.ts";
import type { AttemptCounts } from "../attempt-counts.ts";
import type { KnownDevices } from "../known-devices.ts";
import { takeCodes, type SignInLimits } from "../limit-attempts.ts";
import type { FactorHolder, SecondFactor } from "./second-factor.ts";
import type { SecondSteps } from "./second-steps.ts";
import { totpAddress } from "./totp.ts";

export type SecondFactorPorts = {
  readonly db: Kysely<Database>;
  readonly prover: Prover;
  readonly factor: SecondFactor;
  readonly steps: SecondSteps;
  readonly sessions: SessionStore;
  readonly counts: AttemptCounts;
  readonly devices: Pick<KnownDevices, "ofPerson">;
  readonly limits: SignInLimits;
  readonly enter: Enter;
  /** A session has ended: so do its live events. */
  readonly onSignOut: (sessionId: string) => void;
};

export function secondFactorHandlers(ports: SecondFactorPorts): HandlersOf<typeof secondFactorRoutes> {
  const { db, factor, steps, sessions, prover } = ports;
  const isAsked = (scope: Scope): Promise<boolean> => readInScope(db, ownScope(scope), isFactorAsked);

  return {
    takeSecondStep: async ({ body, context }) => {
      const person = await steps.whose(context.headers);
      const device = person === null ? null : await ports.devices.ofPerson(context.headers, person);
      const { succeeded, byDevice } = await takeCodes(ports.counts, ports.limits, {
        address: context.clientAddress,
        device,
      });
      const waiting = await steps.attempt(context.headers);
      if (waiting === null) {
        context.reply.headers.append("set-cookie", steps.clearing);
        throw new Fault("second_step_ended");
      }
      context.concerned.userId = waiting.userId;
      await takeOrEnd(() => factor.take(holderOf(waiting, context), body.code, byDevice));
      // Of two with the same cookie and different codes, one goes in.
      if (!(await steps.end(context.headers))) throw new Fault("second_step_ended");
      await succeeded();
      context.reply.headers.append("set-cookie", steps.clearing);
      return ports.enter(waiting, context);
    },

    proveIdentity: async ({ body, person, context }) => {
      const until = await prover.prove(body, person, context);
      return { proved_until: until?.toISOString() ?? null, code: (await factor.stateOf(person.scope.userId)).on };
    },

    getProof: async ({ person }) => {
      const until = person.credential.provedUntil;
      return { proved_until: until?.toISOString() ?? null, code: (await factor.stateOf(person.scope.userId)).on };
    },

    getSecondFactor: async ({ person }) => {
      const { on, since, recoveryCodesLeft } = await factor.stateOf(person.scope.userId);
      const asked = await isAsked(person.scope);
      return { on, since: since?.toISOString() ?? null, recovery_codes_left: recoveryCodesLeft, asked };
    },

    offerSecondFactor: async ({ body, person, context }) => {
      await prover.checkFirstStep(body.password, person, context);
      const secret = await factor.offer(person.scope.userId);
      // There was no second step until now, so the password is all that there is to show.
      if (body.password !== undefined) await sessions.prove(person.credential.id);
      return { secret, address: totpAddress(secret, person.credential.email) };
    },

    confirmSecondFactor: async ({ body, person, context }) => {
      const holder = holderOf(person.scope, context);
      const { codes, ended } = await factor.confirm(holder, body.code, person.credential.id);
      ended.forEach(ports.onSignOut);
      return { codes: [...codes] };
    },

    turnOffSecondFactor: async ({ body, person, context }) => {
      if (await isAsked(person.scope)) throw new Fault("second_factor_kept");
      await prover.checkBoth(body, person, context);
      await factor.turnOff(holderOf(person.scope, context));
    },

    renewRecoveryCodes: async ({ body, person, context }) => {
      await prover.checkBoth(body, person, context);
      return { codes: [...(await factor.renewRecoveryCodes(holderOf(person.scope, context)))] };
    },
  };
}

function holderOf({ userId }: { readonly userId: string }, { locale }: RequestContext): FactorHolder {
  return { userId, locale: languageOf(locale) };
}

/** Turned off between the two steps: there is nothing left to be asked for, so one begins anew. */
async function takeOrEnd<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Fault && error.code === "conflict" ? new Fault("second_step_ended") : error;
  }
}
