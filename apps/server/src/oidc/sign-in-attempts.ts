import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { AttemptChecks } from "./provider.ts";

const lifetimeSeconds = 600;

/**
 * What somebody goes to the provider for: to sign in, by an invitation or without (`invitation`: the hash of its token, in hex), or to show
 * that it is still they (`proves`: whose session asks). Then to `next`.
 */
export type Errand = { readonly next: string; readonly proves: string | null; readonly invitation: string | null };

/** An attempt that a browser began: `secret` is the browser's, kept in a cookie; the database knows its hash only. */
export type BegunAttempt = { readonly checks: AttemptChecks; readonly secret: string };

export type TakenAttempt = Errand & {
  readonly checks: AttemptChecks;
  /** Seconds since the epoch. */
  readonly begunAt: number;
};

export type SignInAttempts = {
  /** `earlier`: the secret that this browser has already, so that two windows do not end each other's attempts. */
  begin(errand: Errand, earlier: string | null): Promise<BegunAttempt>;
  /** The attempt of this state, if this browser began it: once, on whatever server. */
  take(state: string, secret: string): Promise<TakenAttempt | null>;
};

/**
 * Attempts that are at the provider now, in sign-in's table of things to verify. Nonce and code verifier are derived from the browser's
 * secret: another browser could not redeem the code even if it had the state and the code.
 */
export function createSignInAttempts(pool: Pool): SignInAttempts {
  return {
    begin: async (errand, earlier) => {
      const secret = earlier !== null && isSecret(earlier) ? earlier : randomBytes(32).toString("base64url");
      const state = randomBytes(32).toString("base64url");
      await pool.query(`delete from verification where identifier like 'oidc %' and "expiresAt" < now()`);
      await pool.query(
        `insert into verification (identifier, value, "expiresAt") values ($1, $2, now() + $3 * interval '1 second')`,
        [identifierOf(state), JSON.stringify({ browser: hash(secret), ...errand }), lifetimeSeconds],
      );
      return { checks: checksOf(state, secret), secret };
    },
    take: async (state, secret) => {
      if (!isSecret(state) || !isSecret(secret)) return null;
      const { rows } = await pool.query<Errand & { begunAt: number }>(
        `delete from verification where identifier = $1 and value::jsonb->>'browser' = $2 and "expiresAt" > now()
         returning value::jsonb->>'next' as next, value::jsonb->>'proves' as proves,
           value::jsonb->>'invitation' as invitation,
           extract(epoch from "createdAt")::double precision as "begunAt"`,
        [identifierOf(state), hash(secret)],
      );
      const [row] = rows;
      return row === undefined ? null : { ...row, checks: checksOf(state, secret) };
    },
  };
}

function checksOf(state: string, secret: string): AttemptChecks {
  const derive = (what: string): string => createHmac("sha256", secret).update(`${what} ${state}`).digest("base64url");
  return { state, nonce: derive("nonce"), verifier: derive("verifier") };
}

const identifierOf = (state: string): string => `oidc ${hash(state)}`;
const hash = (text: string): string => createHash("sha256").update(text).digest("base64url");
const isSecret = (text: string): boolean => /^[\w-]{43}$/.test(text);
