import { Fault, toFault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { oidcRoutes } from "@caudal/contract/routes/oidc.ts";
import type { Kysely } from "kysely";
import type { AttemptCounts, Succeed } from "../auth/attempt-counts.ts";
import type { AuthDatabase } from "../auth/auth-database.ts";
import type { Auth } from "../auth/create-auth.ts";
import { marksOf } from "../auth/limit-attempts.ts";
import type { SecondFactor } from "../auth/second-factor/second-factor.ts";
import type { SecondSteps } from "../auth/second-factor/second-steps.ts";
import type { HandlersOf, RequestContext } from "../http/route-handler.ts";
import type { Enter } from "../people/enter.ts";
import { addCookies } from "../people/session-cookies.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { createAttemptCookie } from "./attempt-cookie.ts";
import { waysOf } from "./linked-person.ts";
import type { OidcProvider, Vouched } from "./provider.ts";
import { problemPlace, secondStepPlace } from "./return-places.ts";
import type { Errand, SignInAttempts, TakenAttempt } from "./sign-in-attempts.ts";

export type OidcService = {
  readonly name: string;
  readonly provider: OidcProvider;
  readonly attempts: SignInAttempts;
  /** Makes or finds the person. */
  readonly admit: (vouched: Vouched, context: RequestContext) => Promise<string>;
  /** Who has this subject, if anybody. */
  readonly findLinked: (subject: string) => Promise<string | null>;
  /** Whether it says that it asked for a second factor, in words that the operator named. */
  readonly askedTwice: (vouched: Vouched) => boolean;
  /** Whether it ever says so. */
  readonly asksTwice: boolean;
};

export type OidcPorts = {
  /** Null where none is configured. */
  readonly service: OidcService | null;
  readonly auth: Pick<Auth, "sessionOf" | "seriesOf">;
  readonly mailed: { readonly auth: Kysely<AuthDatabase> };
  readonly enter: Enter;
  readonly factor: Pick<SecondFactor, "stateOf">;
  readonly steps: Pick<SecondSteps, "begin">;
  readonly sessions: Pick<SessionStore, "prove">;
  readonly baseUrl: string;
  readonly signUpOpen: boolean;
  readonly counts: AttemptCounts;
  readonly log: Log;
  /** A sign-in was refused: what the provider said, or somebody who tried too often. */
  readonly onRefused: (fault: Fault, context: RequestContext) => void;
};

const minute = 60_000;
const limits = {
  /** Each costs the provider a question; whoever succeeds is not counted. */
  oidcAnswer: { max: 60, windowMs: 15 * minute },
  /** Each leaves a row for ten minutes: wide, for a whole office may come through one address. */
  oidcStart: { max: 300, windowMs: 15 * minute },
};
type OidcLimits = typeof limits;
/** Seconds by which the provider's clock may be behind ours. */
const clockTolerance = 30;

export function oidcHandlers(ports: OidcPorts): HandlersOf<typeof oidcRoutes> {
  const { service, baseUrl, log } = ports;
  const cookie = createAttemptCookie(baseUrl.startsWith("https:"));

  function takeAttempt({ clientAddress }: RequestContext, what: keyof OidcLimits): Promise<Succeed> {
    return ports.counts.take(marksOf(what, limits[what], clientAddress));
  }

  /** Gives the address at the provider, and the cookie that binds the attempt to this browser. */
  async function begin(errand: Errand, context: RequestContext): Promise<{ readonly address: string }> {
    if (service === null) throw new Fault("not_found");
    await takeAttempt(context, "oidcStart");
    const { checks, secret } = await service.attempts.begin(errand, cookie.secretOf(context.headers));
    const address = await service.provider.authorizationUrl(checks, errand.proves !== null);
    addCookies(context, [cookie.holding(secret)]);
    return { address };
  }

  /** Signs in as whom the provider vouches for, or asks for what is still missing. Gives where to go on. */
  async function signIn(vouched: Vouched, next: string, context: RequestContext, { admit, askedTwice }: OidcService) {
    // Whoever holds that address here learns that somebody came with it and was not let in.
    if (vouched.email !== null) context.concerned.email = vouched.email;
    const userId = await admit(vouched, context);
    // Before it is asked whether they have a second factor.
    const series = await ports.auth.seriesOf(userId);
    if (!askedTwice(vouched) && (await ports.factor.stateOf(userId)).on) {
      addCookies(context, [await ports.steps.begin({ userId, series, rememberMe: true })]);
      return secondStepPlace(next);
    }
    await ports.enter({ userId, series, rememberMe: true, providerFactor: askedTwice(vouched) }, context);
    return next;
  }

  /**
   * Notes that whoever is signed in has shown it anew. The browser carries what is asked of the provider, and could leave out that it is to
   * be shown anew: so it counts only when the provider says when it was.
   */
  async function prove(vouched: Vouched, attempt: TakenAttempt, context: RequestContext, of: OidcService) {
    const { session } = await ports.auth.sessionOf(context.headers);
    if (session === null || session.id !== attempt.proves) throw new Fault("oidc_expired");
    context.concerned.userId = session.userId;
    if (vouched.authTime === null || vouched.authTime + clockTolerance < attempt.begunAt)
      throw new Fault("oidc_not_anew");
    if ((await of.findLinked(vouched.subject)) !== session.userId) throw new Fault("oidc_other_person");
    // As much as signing in asks for: where our code is asked for there, the provider's word alone is no proof here.
    if (!of.askedTwice(vouched) && (await ports.factor.stateOf(session.userId)).on) throw new Fault("oidc_refused");
    await ports.sessions.prove(session.id, of.askedTwice(vouched));
  }

  return {
    listSignInWays: async () => ({
      sign_up: ports.signUpOpen,
      oidc: service === null ? null : { name: service.name },
    }),

    startOidc: ({ body, context }) => begin({ next: body.next, proves: null }, context),

    listProofWays: async ({ person }) => {
      const { password, linked } = await waysOf(
        ports.mailed.auth,
        person.scope.userId,
        service?.provider.issuer ?? null,
      );
      const enough = service?.asksTwice === true || !(await ports.factor.stateOf(person.scope.userId)).on;
      return { password, oidc: service !== null && linked && enough ? { name: service.name } : null };
    },

    startProof: ({ body, person, context }) => begin({ next: body.next, proves: person.credential.id }, context),

    finishOidc: async ({ query, context }) => {
      if (service === null) throw new Fault("not_found");
      let attempt: TakenAttempt | null = null;
      try {
        const succeeded = await takeAttempt(context, "oidcAnswer");
        attempt = await service.attempts.take(query.state ?? "", cookie.secretOf(context.headers) ?? "");
        if (attempt === null) throw new Fault("oidc_expired");
        const answer = new URL("/api/auth/oidc/callback", baseUrl);
        for (const [name, value] of Object.entries(query))
          if (value !== undefined) answer.searchParams.set(name, value);
        const vouched = await service.provider.redeem(answer, attempt.checks);
        let next = attempt.next;
        if (attempt.proves === null) next = await signIn(vouched, next, context, service);
        else await prove(vouched, attempt, context, service);
        await succeeded();
        addCookies(context, [cookie.clearing]);
        return redirect(next);
      } catch (thrown) {
        const fault = toFault(thrown);
        ports.onRefused(fault, context);
        log.info({ err: fault.cause ?? fault, code: fault.code }, "sign-in by another service refused");
        return redirect(problemPlace(fault, attempt));
      }
    },
  };
}

function redirect(to: string): Response {
  return new Response(null, { status: 302, headers: { location: to, "cache-control": "no-store" } });
}
