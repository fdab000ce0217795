import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { cookieOf } from "./find-session.ts";

/**
 * Browsers in which somebody has signed in before, all steps taken (after OWASP's "device cookies"). What such a browser shows opens nothing:
 * it has its own count of wrong guesses, so that whoever guesses elsewhere keeps nobody out of a browser of theirs.
 */
export type KnownDevices = {
  /** The browser of these headers, if it is one of the person who has this address; its id, which is no secret. */
  ofEmail(headers: Headers, email: string): Promise<string | null>;
  ofPerson(headers: Headers, userId: string): Promise<string | null>;
  /** Takes a browser for known from now on, under a new token, unless the session is over already. Gives its cookie. */
  remember(headers: Headers, userId: string, sessionId: string): Promise<string>;
};

const lastsDays = 365;
/** Of one person. Whoever could bring in more has the password and the second step. */
const maxPerPerson = 30;
/** People who use one browser in turn, as the computer of a warehouse. */
const maxPerBrowser = 5;

/** `secure`: people come by https. */
export function createKnownDevices(pool: Pick<Pool, "query">, secure: boolean): KnownDevices {
  const name = secure ? "__Host-caudal.devices" : "caudal.devices";
  // Lax: somebody who comes back from the provider of OpenID Connect, another site, shows it too.
  const attributes = `Path=/; Max-Age=${lastsDays * 86_400}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;

  const tokensOf = (headers: Headers): readonly string[] =>
    (cookieOf(headers.get("cookie") ?? "", name) ?? "")
      .split("~")
      .filter((token) => /^[\w-]{43}$/.test(token))
      .slice(0, maxPerBrowser);

  async function find(headers: Headers, whose: string, value: string): Promise<string | null> {
    const hashes = tokensOf(headers).map(hash);
    // Asked alike whoever is asked for, and of browsers without a cookie not at all: how long it takes tells nothing of an address.
    if (hashes.length === 0) return null;
    const { rows } = await pool.query<{ id: string }>(
      `select d.id from known_devices d join "user" u on u.id = d.user_id
       where d.token_hash = any($1) and d.expires_at > now() and ${whose} limit 1`,
      [hashes, value],
    );
    return rows[0]?.id ?? null;
  }

  return {
    ofEmail: (headers, email) => find(headers, "u.email = $2", email.toLowerCase()),
    ofPerson: (headers, userId) => find(headers, "u.id = $2", userId),
    remember: async (headers, userId, sessionId) => {
      const token = randomBytes(32).toString("base64url");
      const held = tokensOf(headers);
      const { rows } = await pool.query<{ token_hash: Buffer }>(
        `with over as (delete from known_devices where expires_at < now() or (user_id = $2 and (token_hash = any($4) or id in
             (select id from known_devices where user_id = $2 order by created_at desc offset $5))) returning token_hash),
           made as (insert into known_devices (token_hash, user_id, session_id, expires_at)
             select $1, s."userId", s.id, now() + $6 * interval '1 day' from session s join "user" u on u.id = s."userId"
             where s.id = $3 and s."userId" = $2 and u."sessionSeries" = s."sessionSeries" for share of u)
         select token_hash from known_devices d where token_hash = any($4) and not exists
           (select from over o where o.token_hash = d.token_hash)`,
        [hash(token), userId, sessionId, held.map(hash), maxPerPerson - 1, lastsDays],
      );
      // Others who use this browser keep their own; what is nobody's any more goes.
      const others = held.filter((one) => rows.some(({ token_hash }) => token_hash.equals(hash(one))));
      return `${name}=${[token, ...others].slice(0, maxPerBrowser).join("~")}; ${attributes}`;
    },
  };
}

function hash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
