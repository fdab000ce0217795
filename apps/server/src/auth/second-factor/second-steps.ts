import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { SignInBegun } from "../create-auth.ts";

/** Who has given the password, and owes the code. */
export type SecondStep = SignInBegun & { readonly rememberMe: boolean; readonly byProvider: boolean };

export type SecondSteps = {
  /** The cookie for the browser in which the password was given. */
  begin(step: SecondStep): Promise<string>;
  /** Who waits behind these headers' cookie; counts nothing. */
  whose(headers: Headers): Promise<string | null>;
  /** Who waits behind these headers' cookie, and counts an attempt of theirs; null when nobody does, any more. */
  attempt(headers: Headers): Promise<SecondStep | null>;
  /** It came to its end: whoever tries it again begins anew. Whether it was not over before. */
  end(headers: Headers): Promise<boolean>;
  /** The cookie that takes the one away. */
  readonly clearing: string;
};

const holdsSeconds = 600;
/** After so many wrong codes the password is asked for again. */
const maxAttempts = 5;
/** Of one person at a time: whoever has the password makes no table full. */
const maxOpen = 20;

/** `secure`: people come by https. */
export function createSecondSteps(pool: Pool, secure: boolean): SecondSteps {
  const name = secure ? "__Host-caudal.second_step" : "caudal.second_step";
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  const hashOf = (headers: Headers): Buffer | null => {
    const sent = (headers.get("cookie") ?? "").split(/; */).find((pair) => pair.startsWith(`${name}=`));
    return sent === undefined ? null : hash(sent.slice(name.length + 1));
  };
  return {
    begin: async ({ userId, series, rememberMe, byProvider }) => {
      const token = randomBytes(32).toString("base64url");
      await pool.query(
        `with over as (delete from second_steps where expires_at < now() or token_hash in
           (select token_hash from second_steps where user_id = $2 order by created_at desc offset $5))
         insert into second_steps (token_hash, user_id, remember_me, expires_at, session_series, by_provider)
         values ($1, $2, $3, now() + $4 * interval '1 second', $6, $7)`,
        [hash(token), userId, rememberMe, holdsSeconds, maxOpen - 1, series, byProvider],
      );
      return `${name}=${token}; Max-Age=${holdsSeconds}; ${attributes}`;
    },
    whose: async (headers) => {
      const { rows } = await pool.query<{ user_id: string }>(
        "select user_id from second_steps where token_hash = $1 and expires_at > now()",
        [hashOf(headers)],
      );
      return rows[0]?.user_id ?? null;
    },
    attempt: async (headers) => {
      const { rows } = await pool.query<{
        user_id: string;
        remember_me: boolean;
        session_series: number;
        by_provider: boolean;
      }>(
        `update second_steps set attempts = attempts + 1 where token_hash = $1 and expires_at > now() and attempts < $2
         returning user_id, remember_me, session_series, by_provider`,
        [hashOf(headers), maxAttempts],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { user_id: userId, session_series: series, remember_me: rememberMe, by_provider: byProvider } = row;
      return { userId, series, rememberMe, byProvider };
    },
    end: async (headers) =>
      (await pool.query("delete from second_steps where token_hash = $1", [hashOf(headers)])).rowCount === 1,
    clearing: `${name}=; Max-Age=0; ${attributes}`,
  };
}

function hash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
