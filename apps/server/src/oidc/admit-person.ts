import { Fault } from "@caudal/base/fault.ts";
import type { Pool, PoolClient } from "pg";
import type { Vouched } from "./provider.ts";

export type AdmissionRules = {
  readonly issuer: string;
  /** Only addresses of these domains; empty for all. */
  readonly domains: readonly string[];
  /** Whether somebody whom nobody knows yet may come in, by this address. */
  readonly mayBeNew: (email: string) => Promise<boolean>;
};

/**
 * Sign-in's person for whom the provider vouches, made or linked at the first time. Afterwards it is the provider's subject that counts: an
 * address that was given to somebody else does not bring them in as whoever had it before.
 *
 * @throws Fault `oidc_domain_refused`; and at the first time `oidc_unverified` (the address is not shown to be theirs, at the provider or
 * here), `oidc_not_member`.
 */
export async function admitPerson(pool: Pool, vouched: Vouched, rules: AdmissionRules): Promise<string> {
  const email = vouched.email?.toLowerCase() ?? null;
  const domain = email?.slice(email.lastIndexOf("@") + 1) ?? "";
  if (rules.domains.length > 0 && (!rules.domains.includes(domain) || !vouched.emailVerified))
    throw new Fault("oidc_domain_refused");
  const linked = await findLinked(pool, rules.issuer, vouched.subject);
  if (linked !== null) return linked;
  if (email === null || !/^[^\s@]+@[^\s@]+$/.test(email) || !vouched.emailVerified) throw new Fault("oidc_unverified");
  const mayBeNew = await rules.mayBeNew(email);
  const client = await pool.connect();
  try {
    await client.query("begin");
    const userId = await link(client, { ...vouched, email }, rules.issuer, mayBeNew);
    await client.query("commit");
    return userId;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

async function link(
  client: PoolClient,
  { subject, email, name }: { readonly subject: string; readonly email: string; readonly name: string | null },
  issuer: string,
  mayBeNew: boolean,
): Promise<string> {
  // Of two windows that come back at once, the second finds what the first made.
  for (const lock of [`oidc subject ${issuer} ${subject}`, `oidc email ${email}`])
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [lock]);
  const linked = await findLinked(client, issuer, subject);
  if (linked !== null) return linked;
  const { rows } = await client.query<{ id: string; verified: boolean }>(
    `select id, "emailVerified" as verified from "user" where lower(email) = $1`,
    [email],
  );
  const known = rows[0];
  // Somebody may have signed up here with an address that is not theirs, and wait for its owner to come in.
  if (known?.verified === false) throw new Fault("oidc_unverified", { params: { here: true } });
  if (known === undefined && !mayBeNew) throw new Fault("oidc_not_member");
  const userId = known?.id ?? (await insertUser(client, email, name));
  await client.query(
    `insert into account ("accountId", "providerId", "userId", "updatedAt") values ($1, $2, $3, now())`,
    [subject, providerIdOf(issuer), userId],
  );
  return userId;
}

async function insertUser(client: PoolClient, email: string, name: string | null): Promise<string> {
  const shown = (name ?? email.slice(0, email.indexOf("@"))).replaceAll(/\p{Cc}/gu, "").slice(0, 200);
  const { rows } = await client.query<{ id: string }>(
    `insert into "user" (name, email, "emailVerified") values ($1, $2, true) returning id`,
    [shown, email],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("no user was made");
  return row.id;
}

async function findLinked(on: Pick<Pool, "query">, issuer: string, subject: string): Promise<string | null> {
  const { rows } = await on.query<{ userId: string }>(
    `select "userId" from account where "providerId" = $1 and "accountId" = $2`,
    [providerIdOf(issuer), subject],
  );
  return rows[0]?.userId ?? null;
}

/** A subject is one only together with who says so. */
const providerIdOf = (issuer: string): string => `oidc ${issuer}`;
