import type { Clock } from "@caudal/base/clock.ts";
import { createEnqueueMail } from "@caudal/db/queries/outbox.ts";
import { openAuthDatabase } from "./auth/auth-database.ts";
import type { Auth } from "./auth/create-auth.ts";
import { isFounder } from "./auth/is-founder.ts";
import { createAttemptCounts } from "./auth/attempt-counts.ts";
import { createKnownDevices } from "./auth/known-devices.ts";
import { signInLimits } from "./auth/limit-attempts.ts";
import { mailLimits } from "./auth/limit-mails.ts";
import type { PasswordHasher } from "./auth/password-hash.ts";
import { createProver } from "./auth/prove-person.ts";
import { createSecondFactor } from "./auth/second-factor/second-factor.ts";
import { createSecondSteps } from "./auth/second-factor/second-steps.ts";
import { createPageLinks } from "./mail/page-links.ts";
import { sealOutbox } from "./mail/seal-outbox.ts";
import { createTellFactorNews } from "./mailed-links/tell-factor-news.ts";
import { createEnter } from "./people/enter.ts";
import { createSessionCookies } from "./people/session-cookies.ts";
import { createHalfProofs } from "./oidc/half-proofs.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";
import { createSessionStore } from "./sessions/session-store.ts";

/** All ways in share these: one door, one count of guesses, one place where sessions begin and end. */
export type SignIn = ReturnType<typeof wireSignIn>;

type SignInParts = {
  readonly clock: Clock;
  readonly passwords: PasswordHasher;
  readonly onSignOut: (sessionId: string) => void;
};

export function wireSignIn(
  { db, authPool, keyring, log }: ServerPorts,
  auth: Auth,
  options: ServerOptions,
  { clock, passwords, onSignOut }: SignInParts,
) {
  const sessions = createSessionStore(authPool);
  const cookies = createSessionCookies(auth, sessions, onSignOut);
  const mayFound = (headers: Headers): boolean => isFounder(headers, options.founderToken);
  const mailed = {
    auth: openAuthDatabase(authPool),
    passwords,
    enqueueMail: createEnqueueMail(sealOutbox(keyring)),
    links: createPageLinks(options.baseUrl),
    passwordsOn: options.passwordsOn ?? true,
    signUpOpen: options.signUpOpen,
    service: options.oidc ?? null,
  };
  const counts = createAttemptCounts(authPool, options.authSecret);
  const devices = createKnownDevices(authPool, options.baseUrl.startsWith("https:"));
  const limits = { ...signInLimits, ...options.limits };
  const halfProofs = createHalfProofs(authPool);
  const factor = createSecondFactor(mailed.auth, keyring, createTellFactorNews(mailed), () => clock.now());
  return {
    db,
    clock,
    auth,
    authPool,
    onSignOut,
    cookies,
    enter: createEnter(auth, db, cookies, devices, log),
    sessions,
    halfProofs,
    prover: createProver({ auth, factor, sessions, halfProofs, mailed, counts, devices, limits }),
    factor,
    steps: createSecondSteps(authPool, options.baseUrl.startsWith("https:")),
    counts,
    devices,
    limits,
    mailed,
    delivery: options.mailDelivery,
    mailLimits: options.mailLimits ?? mailLimits,
    isFounder: mayFound,
    maySignUp: (headers: Headers) => options.signUpOpen || mayFound(headers),
  };
}
