import { Fault, toFault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { oidcRoutes } from "@caudal/contract/routes/oidc.ts";
import { hashInvitationToken } from "../admin/invitation-token.ts";
import { findOpenInvitation } from "../admin/open-invitation.ts";
import type { AttemptCounts, Succeed } from "../auth/attempt-counts.ts";
import type { Auth } from "../auth/create-auth.ts";
import { marksOf } from "../auth/limit-attempts.ts";
import type { HandlersOf, RequestContext } from "../http/route-handler.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";
import { addCookies } from "../people/session-cookies.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { Admitted } from "./admit-person.ts";
import { createAttemptCookie } from "./attempt-cookie.ts";
import type { HalfProofs } from "./half-proofs.ts";
import { waysOf } from "./linked-person.ts";
import type { OidcProvider, Vouched } from "./provider.ts";
import { problemPlace, proofCodePlace } from "./return-places.ts";
import { signInByProvider, type ProviderSignInPorts } from "./sign-in-by-provider.ts";
import type { Errand, SignInAttempts, TakenAttempt } from "./sign-in-attempts.ts";

export type OidcService = {
  readonly name: string;
  readonly provider: OidcProvider;
  readonly attempts: SignInAttempts;
  /** Makes or finds the person. `invited`: whom an invitation is for, by which somebody new comes in. */
  readonly admit: (vouched: Vouched, invited: string | null, context: RequestContext) => Promise<Admitted>;
  /** Who has this subject, if anybody. */
  readonly findLinked: (subject: string) => Promise<string | null>;
  /** Whether it says that it asked for a second factor, in words that the operator named. */
  readonly askedTwice: (vouched: Vouched) => boolean;
  /** Whether it ever says so. */
  readonly asksTwice: boolean;
};

export type OidcPorts = ProviderSignInPorts & {
  /** Null where none is configured. */
  readonly service: OidcService | null;
  readonly auth: Pick<Auth, "sessionOf" | "personOf" | "seriesOf">;
  readonly mailed: Pick<MailedLinks, "auth" | "passwordsOn" | "service">;
  readonly sessions: Pick<SessionStore, "prove">;
  readonly halfProofs: Pick<HalfProofs, "note">;
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

  /**
   * Notes that whoever is signed in has shown it anew; gives where to go on. The browser carries what is asked of the provider, and could
   * leave out that it is to be shown anew: so it counts only when the provider says when it was.
   */
  async function prove(vouched: Vouched, attempt: TakenAttempt, context: RequestContext, of: OidcService) {
    const { session } = await ports.auth.sessionOf(context.headers);
    if (session === null || session.id !== attempt.proves) throw new Fault("oidc_expired");
    context.concerned.userId = session.userId;
    if (vouched.authTime === null || vouched.authTime + clockTolerance < attempt.begunAt)
      throw new Fault("oidc_not_anew");
    if ((await of.findLinked(vouched.subject)) !== session.userId) throw new Fault("oidc_other_person");
    // As much as signing in asks for: where our code is asked for there, the provider's word is half of the proof.
    if (!of.askedTwice(vouched) && (await ports.factor.stateOf(session.userId)).on) {
      await ports.halfProofs.note(session.id);
      return proofCodePlace(attempt.next);
    }
    await ports.sessions.prove(session.id, { byProvider: true, providerFactor: of.askedTwice(vouched) });
    return attempt.next;
  }

  return {
    listSignInWays: async () => ({
      sign_up: ports.signUpOpen,
      passwords: ports.mailed.passwordsOn,
      oidc: service === null ? null : { name: service.name },
    }),

    startOidc: async ({ body: { next, invitation }, context }) => {
      const token = invitation === undefined ? null : hashInvitationToken(invitation);
      if (token !== null && service !== null) await findOpenInvitation(ports.db, token);
      return begin({ next, proves: null, invitation: token?.toString("hex") ?? null }, context);
    },

    listProofWays: async ({ person }) => {
      const { password, linked } = await waysOf(ports.mailed.auth, ports.mailed, person.scope.userId);
      const oidc = service !== null && linked ? { name: service.name, second_factor: service.asksTwice } : null;
      return { password, oidc };
    },

    startProof: ({ body, person, context }) =>
      begin({ next: body.next, proves: person.credential.id, invitation: null }, context),

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
        const next =
          attempt.proves === null
            ? await signInByProvider(ports, service, { vouched, errand: attempt }, context)
            : await prove(vouched, attempt, context, service);
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
