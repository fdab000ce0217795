import { Fault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Acting } from "@caudal/db/queries/people.ts";
import { betterAuth } from "better-auth";
import type { Lanes } from "@caudal/db/lanes/lanes.ts";
import type { Pool } from "pg";
import { findSession, tokenOf, type SessionCookies } from "./find-session.ts";
import { openSessionPlugin } from "./open-session.ts";
import type { PasswordHasher } from "./password-hash.ts";

export type AuthSettings = {
  readonly baseUrl: string;
  readonly secret: string;
  readonly passwords: PasswordHasher;
  readonly sessions?: SessionTimes;
};

/** Milliseconds. */
export type SessionTimes = {
  /** After so long a session ends for good, however much it is used. */
  readonly lifeMs: number;
  /** Without use it ends after so long. */
  readonly idleMs: number;
};

export const sessionTimes: SessionTimes = { lifeMs: 30 * 86_400_000, idleMs: 14 * 86_400_000 };

/** A session that holds now: its own id, whose it is, and when it ends unless it is used again. */
export type Session = {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly emailConfirmed: boolean;
  readonly name: string;
  readonly expiresAt: Date;
  /** Until when it counts as recent that its person showed, by password or code, that it is they; null where it does no more. */
  readonly provedUntil: Date | null;
};

export type AskedSession = {
  readonly session: Session | null;
  /** In which account its person acts, where that was asked in the same breath; null without one. */
  readonly acting?: Acting | null;
  readonly cookies: readonly string[];
};

/** Sign-in as the server uses it; behind it stands better-auth, whose tables are in schema `auth`. */
export type Auth = {
  /** Whose password this is. Begins no session. @throws Fault `sign_in_refused`, after the same work for an address that nobody has. */
  checkPassword(person: { readonly email: string; readonly password: string }): Promise<SignInBegun>;
  /** For who shows otherwise than by a password who they are: to be asked before what else is asked of them. */
  seriesOf(userId: string): Promise<number>;
  /** By what sign-in knows somebody; null for nobody. */
  personOf(userId: string): Promise<{ readonly name: string; readonly email: string } | null>;
  /** Begins a session for somebody who has shown who they are. @throws Fault `sign_in_overtaken` when all of theirs were ended since. */
  openSession(begun: SignInBegun, headers: Headers, how?: HowSignedIn): Promise<SignedIn>;
  /** Ends the session of these headers; gives the cookies that clear it. */
  signOut(headers: Headers): Promise<readonly string[]>;
  /** `cookies`: what a session that was prolonged sets anew. Asks the database every time, so that a signed-out session ends at once. */
  sessionOf(headers: Headers): Promise<AskedSession>;
  /** Whether the session of this id has neither ended nor run out. */
  holds(sessionId: string): Promise<boolean>;
};

/**
 * Who has begun to sign in, and in which series of their sessions: it ends when all of them do, so that nobody comes in afterwards by what was
 * asked of them before. Of somebody new it is 0.
 */
export type SignInBegun = { readonly userId: string; readonly series: number };

/** Whether the browser keeps the session when it is closed, whether it begins at the sign-in service, and whether that asked for a second factor. */
export type HowSignedIn = {
  readonly rememberMe: boolean;
  readonly byProvider: boolean;
  readonly providerFactor: boolean;
};

export type SignedIn = {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly expiresAt: Date;
  readonly cookies: readonly string[];
};

const day = 24 * 3600;
/** When a session was last used is written down no more often than this. */
const useGrain = 5 * 60;

/** Sign-in's own login: connections for what changes something, and those on which every request asks who it is. */
export type AuthConnections = { readonly pool: Pool; readonly lanes: Lanes };

export function createAuth({ pool, lanes }: AuthConnections, settings: AuthSettings, log: Log): Auth {
  const secure = settings.baseUrl.startsWith("https:");
  const times = settings.sessions ?? sessionTimes;
  const lifeSeconds = Math.ceil(times.lifeMs / 1000);
  const idleSeconds = Math.ceil(Math.min(times.idleMs, times.lifeMs) / 1000);
  /** Once a day, or more often where sessions are short, one that is used gets its time without use again. */
  const prolongEach = Math.min(day, Math.ceil(idleSeconds / 2));
  const prolongWithin = idleSeconds - prolongEach;
  const auth = betterAuth({
    appName: "Caudal",
    baseURL: settings.baseUrl,
    basePath: "/api/auth",
    secret: settings.secret,
    database: pool,
    telemetry: { enabled: false },
    plugins: [openSessionPlugin],
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      autoSignIn: true,
      password: { hash: settings.passwords.hash, verify: settings.passwords.verify },
    },
    // Written by the database, and by whoever ends all sessions of a person.
    user: { additionalFields: { sessionSeries: { type: "number", required: false, input: false } } },
    session: {
      expiresIn: idleSeconds,
      updateAge: prolongEach,
      cookieCache: { enabled: false },
      additionalFields: { sessionSeries: { type: "number", required: false, input: false } },
    },
    // Attempts are limited, and the origin of each request is checked, before a request gets here (limit-attempts.ts, check-origin.ts).
    rateLimit: { enabled: false },
    advanced: {
      // By its name a browser takes the cookie over https only, for this very host and all of its paths: no neighbouring host can set it.
      cookiePrefix: secure ? "__Host-caudal" : "caudal",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure },
      database: { generateId: "uuid" },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    logger: {
      // What it warns of (a wrong password, an unknown address) goes to the log without the person's words; its errors in full.
      log: (level, message) =>
        level === "error" ? log.warn({ part: "auth" }, message) : log.debug({ part: "auth" }, message),
    },
  });

  const sessionCookies = async (): Promise<SessionCookies> => {
    const { authCookies } = await auth.$context;
    return {
      token: authCookies.sessionToken.name,
      dontRemember: authCookies.dontRememberToken.name,
      secret: settings.secret,
    };
  };
  return {
    personOf: async (userId) => {
      const { rows } = await pool.query<{ name: string; email: string }>(
        'select name, email from "user" where id = $1',
        [userId],
      );
      return rows[0] ?? null;
    },
    checkPassword: async (person) => {
      const { userId, hash, series } = await call(() => auth.api.checkPassword({ body: { ...person } }));
      if (!settings.passwords.isCurrent(hash))
        await hashAnew(pool, settings.passwords, person.password, { userId, hash });
      return { userId, series };
    },
    seriesOf: async (userId) => {
      const { rows } = await pool.query<{ series: number }>(
        'select "sessionSeries" as series from "user" where id = $1',
        [userId],
      );
      if (rows[0] === undefined) throw new Fault("sign_in_refused");
      return rows[0].series;
    },
    openSession: async (
      { userId, series },
      headers,
      { rememberMe, ...provider } = { rememberMe: true, byProvider: false, providerFactor: false },
    ) => {
      const { headers: set, response } = await call(() =>
        auth.api.openSession({ body: { userId, rememberMe, series }, headers, returnHeaders: true }),
      );
      if (response === null) throw new Fault("sign_in_refused");
      // What a browser forgets when it is closed holds for a day at most, as the library has it.
      const idle = rememberMe ? idleSeconds : Math.min(idleSeconds, day);
      return signedIn(pool, { life: lifeSeconds, idle }, { headers: set, response, ...provider });
    },
    signOut: async (headers) =>
      (await call(() => auth.api.signOut({ headers, returnHeaders: true }))).headers.getSetCookie(),
    holds: async (sessionId) =>
      (await pool.query('select from session where id = $1 and "expiresAt" > now()', [sessionId])).rowCount === 1,
    sessionOf: async (headers) => {
      // Without its cookie there is nothing to ask the database.
      const cookie = headers.get("cookie");
      if (cookie === null || !cookie.includes("caudal.session_token=")) return { session: null, cookies: [] };
      const named = await sessionCookies();
      const found = await findSession(lanes, named, cookie, { prolongWithin, useGrain });
      if (found?.unnoted === true)
        await pool.query('update session set "lastUsedAt" = now() where id = $1', [found.session.id]);
      if (found !== null && !found.due) return { session: found.session, acting: found.acting, cookies: [] };
      const renewed = found === null ? null : await prolong(pool, idleSeconds, found.session.id);
      // It ended in this very moment, or before: the cookie goes, and what is left of it.
      if (found === null || renewed === null) {
        const token = tokenOf(named, cookie);
        if (token !== null) await pool.query('delete from session where token = $1 and "expiresAt" <= now()', [token]);
        const { headers: cleared } = await call(() => auth.api.clearCookie({ headers, returnHeaders: true }));
        return { session: null, cookies: cleared.getSetCookie() };
      }
      const body = { token: renewed.token };
      const { headers: set } = await call(() => auth.api.renewCookie({ body, headers, returnHeaders: true }));
      const session = { ...found.session, expiresAt: renewed.expiresAt };
      return { session, acting: found.acting, cookies: set.getSetCookie() };
    },
  };
}

/** Set by the server from the connection, whatever a client sent under that name. */
export const clientAddressHeader = "x-caudal-client-address";

/** By the database's clock; no further than its end for good (migration 0038). Null where it has ended. */
async function prolong(
  pool: Pool,
  idleSeconds: number,
  sessionId: string,
): Promise<{ readonly token: string; readonly expiresAt: Date } | null> {
  const { rows } = await pool.query<{ token: string; expiresAt: Date }>(
    `update session set "expiresAt" = now() + make_interval(secs => $2), "updatedAt" = now()
     where id = $1 and "expiresAt" > now() returning token, "expiresAt"`,
    [sessionId, idleSeconds],
  );
  return rows[0] ?? null;
}

/** Dates the session's row by the database's clock, and says in it when it ends for good: it holds no further without use either. */
async function signedIn(
  pool: Pool,
  seconds: { readonly life: number; readonly idle: number },
  {
    headers,
    response: { token, user },
    byProvider,
    providerFactor,
  }: {
    headers: Headers;
    response: { token: string | null; user: { id: string; email: string; name: string } };
    byProvider: boolean;
    providerFactor: boolean;
  },
): Promise<SignedIn> {
  const { rows } = await pool.query<{ id: string; expiresAt: Date }>(
    `update session set "expiresAt" = now() + make_interval(secs => $5), "createdAt" = now(), "updatedAt" = now(),
       "endsAt" = now() + make_interval(secs => $2), "providerFactor" = $3, "byProvider" = $4
     where token = $1 returning id, "expiresAt"`,
    [token, seconds.life, providerFactor, byProvider, seconds.idle],
  );
  const [session] = rows;
  // All of theirs were ended in this very moment.
  if (session === undefined) throw new Fault("sign_in_overtaken");
  const { id: sessionId, expiresAt } = session;
  return { sessionId, userId: user.id, email: user.email, name: user.name, expiresAt, cookies: headers.getSetCookie() };
}

const faultCodes = {
  INVALID_EMAIL_OR_PASSWORD: "sign_in_refused",
  INVALID_EMAIL: "sign_in_refused",
  INVALID_PASSWORD: "sign_in_refused",
} as const;

/** Once its password is known, what is kept of it is made as it is made now; unless it was changed meanwhile. */
async function hashAnew(
  pool: Pool,
  passwords: PasswordHasher,
  password: string,
  { userId, hash }: { readonly userId: string; readonly hash: string },
): Promise<void> {
  await pool.query(
    `update account set password = $3, "hashedAt" = now() where "userId" = $1 and "providerId" = 'credential' and password = $2`,
    [userId, hash, await passwords.hash(password)],
  );
}

/** Its refusals as our faults; everything else is a failure of ours, with its error as the cause. */
async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (error instanceof Error && "constraint" in error && error.constraint === "session_series")
      throw new Fault("sign_in_overtaken", { cause: error });
    const code = codeOf(error);
    throw code in faultCodes
      ? new Fault(faultCodes[code as keyof typeof faultCodes])
      : new Fault("unavailable", { persistence: "transient", cause: error });
  }
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("body" in error)) return "";
  const { body } = error;
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string" ? body.code : "";
}
