import type { Clock } from "@caudal/base/clock.ts";
import { Fault, toFault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { oidcRoutes } from "@caudal/contract/routes/oidc.ts";
import { createAttemptLimiter } from "../auth/attempt-limiter.ts";
import { networkOf } from "../auth/limit-attempts.ts";
import type { HandlersOf, RequestContext } from "../http/route-handler.ts";
import type { OidcProvider, Vouched } from "./provider.ts";
import type { SignInAttempts } from "./sign-in-attempts.ts";

export type OidcPorts = {
  /** Null where none is configured. */
  readonly service: {
    readonly name: string;
    readonly provider: OidcProvider;
    readonly attempts: SignInAttempts;
    /** Makes or finds the person and opens their session; gives its cookies. */
    readonly enter: (vouched: Vouched, context: RequestContext) => Promise<readonly string[]>;
  } | null;
  readonly baseUrl: string;
  readonly signUpOpen: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** A sign-in was refused: what the provider said, or somebody who tried too often. */
  readonly onRefused: (fault: Fault, context: RequestContext) => void;
};

const minute = 60_000;
/** Each costs the provider a question; whoever succeeds is not counted. */
const limit = { max: 60, windowMs: 15 * minute };
/** Each leaves a row for ten minutes: wide, for a whole office may come through one address. */
const startLimit = { max: 300, windowMs: 15 * minute };

export function oidcHandlers({
  service,
  baseUrl,
  signUpOpen,
  clock,
  log,
  onRefused,
}: OidcPorts): HandlersOf<typeof oidcRoutes> {
  const limiter = createAttemptLimiter(clock);
  const starts = createAttemptLimiter(clock);
  const secure = baseUrl.startsWith("https:");
  const cookieName = secure ? "__Host-caudal.oidc" : "caudal.oidc";
  const cookieOf = (value: string, seconds: number): string =>
    `${cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const secretOf = ({ headers }: RequestContext): string | null =>
    (headers.get("cookie") ?? "")
      .split("; ")
      .find((pair) => pair.startsWith(`${cookieName}=`))
      ?.slice(cookieName.length + 1) ?? null;

  function takeAttempt(context: RequestContext, of = limiter, most = limit): () => void {
    const { wait, giveBack } = of.take(networkOf(context.clientAddress), most);
    if (wait > 0) throw new Fault("rate_limited", { params: { seconds: wait } });
    return giveBack;
  }

  return {
    listSignInWays: async () => ({
      sign_up: signUpOpen,
      oidc: service === null ? null : { name: service.name },
    }),

    startOidc: async ({ query, context }) => {
      if (service === null) throw new Fault("not_found");
      takeAttempt(context, starts, startLimit);
      const { checks, secret } = await service.attempts.begin(query.next, secretOf(context));
      const to = await service.provider.authorizationUrl(checks);
      return redirect(to, [cookieOf(secret, 600)]);
    },

    finishOidc: async ({ query, context }) => {
      if (service === null) throw new Fault("not_found");
      let next = "/";
      try {
        const succeeded = takeAttempt(context);
        const attempt = await service.attempts.take(query.state ?? "", secretOf(context) ?? "");
        if (attempt === null) throw new Fault("oidc_expired");
        next = attempt.next;
        const answer = new URL("/api/auth/oidc/callback", baseUrl);
        for (const [name, value] of Object.entries(query))
          if (value !== undefined) answer.searchParams.set(name, value);
        const vouched = await service.provider.redeem(answer, attempt.checks);
        const cookies = await service.enter(vouched, context);
        succeeded();
        return redirect(next, [...cookies, cookieOf("", 0)]);
      } catch (thrown) {
        const fault = toFault(thrown);
        onRefused(fault, context);
        log.info({ err: fault.cause ?? fault, code: fault.code }, "sign-in by another service refused");
        const code = fault.code === "rate_limited" || fault.code.startsWith("oidc_") ? fault.code : "unavailable";
        const told = new URLSearchParams({ problem: code, ...(next === "/" ? {} : { next }) });
        return redirect(`/sign-in?${told.toString()}`, []);
      }
    },
  };
}

function redirect(to: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location: to, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 302, headers });
}
