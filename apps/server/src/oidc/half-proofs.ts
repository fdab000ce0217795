import type { Pool } from "pg";

/** That whoever has a session showed the provider that it is they, and owes the code of their second step. */
export type HalfProofs = {
  note(sessionId: string): Promise<void>;
  /** Whether it was shown within the last minutes. Stays, so that a mistyped code may be given again. */
  holds(sessionId: string): Promise<boolean>;
  /** Once the code was right. */
  end(sessionId: string): Promise<void>;
};

const holdsSeconds = 600;

/** Kept in sign-in's table of things to verify, so that any server may take the code. */
export function createHalfProofs(pool: Pool): HalfProofs {
  const remove = (sessionId: string) =>
    pool.query("delete from verification where identifier = $1", [identifierOf(sessionId)]);
  return {
    note: async (sessionId) => {
      await pool.query(`delete from verification where identifier like 'oidc-proof %' and "expiresAt" < now()`);
      await remove(sessionId);
      await pool.query(
        `insert into verification (identifier, value, "expiresAt") values ($1, '', now() + $2 * interval '1 second')`,
        [identifierOf(sessionId), holdsSeconds],
      );
    },
    holds: async (sessionId) =>
      (
        await pool.query('select from verification where identifier = $1 and "expiresAt" > now()', [
          identifierOf(sessionId),
        ])
      ).rowCount !== 0,
    end: async (sessionId) => void (await remove(sessionId)),
  };
}

const identifierOf = (sessionId: string): string => `oidc-proof ${sessionId}`;
