import { createHmac } from "node:crypto";
import { actingOf, type Acting, type ActingRow } from "@caudal/db/queries/people.ts";
import type { Lanes } from "@caudal/db/lanes/lanes.ts";
import type { Session } from "./create-auth.ts";
import { sameText } from "./same-text.ts";

export type SessionCookies = {
  /** Names of the cookies: the signed token, and the mark of a session that ends with its browser. */
  readonly token: string;
  readonly dontRemember: string;
  readonly secret: string;
};

export type FoundSession = {
  readonly session: Session;
  /** In which account its person acts by it; null without one. */
  readonly acting: Acting | null;
  /** It is to be prolonged. */
  readonly due: boolean;
  /** That it is used is to be written down. */
  readonly unnoted: boolean;
};

/** Seconds for which what a person has shown of themselves counts as recent. */
export const proofHolds = 10 * 60;

/** Seconds. */
export type SessionAges = { readonly prolongWithin: number; readonly useGrain: number };

type SessionRow = Session & ActingRow & { readonly soon: boolean; readonly unnoted: boolean };

const sessionOfToken = {
  name: "session-of-token",
  text: `select s.id, s."userId", u.email, u."emailVerified" as "emailConfirmed", u.name, s."expiresAt",
      case when coalesce(s."provedAt", s."createdAt") between now() - make_interval(secs => $4) and clock_timestamp()
        then coalesce(s."provedAt", s."createdAt") + make_interval(secs => $4) end as "provedUntil",
      s."expiresAt" <= now() + make_interval(secs => $2) and s."expiresAt" < s."endsAt" as soon,
      coalesce(s."lastUsedAt", s."updatedAt") not between now() - make_interval(secs => $3) and clock_timestamp() as unnoted,
      a.account_id, a.role, a.locale, a.member_id, a.member_name, a.member_role, a.view_ends_at, a.factor_missing
    from session s join "user" u on u.id = s."userId" left join lateral caudal.resolve_acting(s."userId", s.id) a on true
    where s.token = $1 and s."expiresAt" > now()`,
};

/**
 * The session of a request's cookie, read as better-auth signs it (HMAC-SHA-256 of the token, in base64) and looked up in one statement, with
 * the account in which it acts: a tenth of what asking better-auth costs, and every request asks.
 *
 * Whether a session has run out, and whether its person has shown lately who they are, is the database's to say: its clock is the same for
 * all servers, and dates the rows. What was shown at a time that has not come was shown before that clock was set back: nobody knows when.
 */
export async function findSession(
  lanes: Lanes,
  cookies: SessionCookies,
  cookieHeader: string,
  ages: SessionAges,
): Promise<FoundSession | null> {
  const token = tokenOf(cookies, cookieHeader);
  if (token === null) return null;
  const { rows, error } = await lanes.carryOut([
    { ...sessionOfToken, values: [token, ages.prolongWithin, ages.useGrain, proofHolds] },
  ]);
  if (error !== null) throw error;
  const row = rows[0]?.[0] as SessionRow | undefined;
  if (row === undefined) return null;
  const { id, userId, email, emailConfirmed, name, expiresAt, provedUntil, soon, unnoted } = row;
  const session = { id, userId, email, emailConfirmed, name, expiresAt, provedUntil };
  return {
    session,
    acting: actingOf(row),
    unnoted,
    due: soon && cookieOf(cookieHeader, cookies.dontRemember) === null,
  };
}

/** The token that was signed here; null without one. */
export function tokenOf({ token, secret }: SessionCookies, cookieHeader: string): string | null {
  return openToken(cookieOf(cookieHeader, token), secret);
}

/** The value of the first cookie of that name, decoded; null without one. */
export function cookieOf(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const cut = part.indexOf("=");
    if (cut === -1 || part.slice(0, cut).trim() !== name) continue;
    const value = part.slice(cut + 1).trim();
    try {
      return decodeURIComponent(value.startsWith('"') ? value.slice(1, -1) : value);
    } catch {
      return value;
    }
  }
  return null;
}

/** The token, when it was signed with the secret. */
export function openToken(signed: string | null, secret: string): string | null {
  const cut = signed?.lastIndexOf(".") ?? -1;
  if (signed === null || cut < 1) return null;
  const token = signed.slice(0, cut);
  const expected = createHmac("sha256", secret).update(token).digest("base64");
  return sameText(signed.slice(cut + 1), expected) ? token : null;
}
