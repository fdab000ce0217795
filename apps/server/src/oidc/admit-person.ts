import { Fault, type FaultCode } from "@caudal/base/fault.ts";
import { withoutUnseen } from "@caudal/contract/format/unseen.ts";
import { MailedName } from "@caudal/contract/resources/common.ts";
import { lockWays } from "@caudal/db/scope.ts";
import { sql, type Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { findTaken } from "../mailed-links/find-taken.ts";
import { findLinked, providerIdOf } from "./linked-person.ts";
import type { Vouched } from "./provider.ts";

export type AdmissionRules = {
  readonly issuer: string;
  /** Only addresses of these domains; empty for all. */
  readonly domains: readonly string[];
  /** Why somebody whom nobody knows yet may not come in by this address; null where they may. */
  readonly refuseNew: (email: string) => FaultCode | null;
};

/** `made`: nobody knew them before. */
export type Admitted = { readonly userId: string; readonly made: boolean };

/**
 * Sign-in's person for whom the provider vouches, made or linked at the first time. Afterwards it is the provider's subject that counts: an
 * address that was given to somebody else does not bring them in as whoever had it before.
 *
 * @throws Fault `oidc_domain_refused`; and at the first time `oidc_unverified` (the address is not shown to be theirs, at the provider or
 * here), `oidc_email_held` (it was somebody else's here until lately), or what `refuseNew` says.
 */
export async function admitPerson(
  auth: Kysely<AuthDatabase>,
  vouched: Vouched,
  rules: AdmissionRules,
): Promise<Admitted> {
  const email = vouched.email?.toLowerCase() ?? null;
  const domain = email?.slice(email.lastIndexOf("@") + 1) ?? "";
  if (rules.domains.length > 0 && (!rules.domains.includes(domain) || !vouched.emailVerified))
    throw new Fault("oidc_domain_refused");
  const linked = await findLinked(auth, rules.issuer, vouched.subject);
  if (linked !== null) return { userId: linked, made: false };
  if (email === null || !/^[^\s@]+@[^\s@]+$/.test(email) || !vouched.emailVerified) throw new Fault("oidc_unverified");
  return auth.transaction().execute((tx) => link(tx, { ...vouched, email }, rules));
}

async function link(
  tx: Kysely<AuthDatabase>,
  { subject, email, name }: { readonly subject: string; readonly email: string; readonly name: string | null },
  { issuer, refuseNew }: AdmissionRules,
): Promise<Admitted> {
  // Of two windows that come back at once, the second finds what the first made.
  for (const lock of [`oidc subject ${issuer} ${subject}`, `oidc email ${email}`])
    await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(tx);
  const linked = await findLinked(tx, issuer, subject);
  if (linked !== null) return { userId: linked, made: false };
  const known = await findKnown(tx, email);
  if (known !== null) {
    // Somebody may be taking that account back from whoever gave it this address, and then it is not theirs any more.
    await lockWays(tx, known);
    if ((await findKnown(tx, email)) !== known) throw new Fault("oidc_email_held");
  }
  const userId = known ?? (await insertUser(tx, { email, name, refusal: refuseNew(email) }));
  await tx
    .insertInto("account")
    .values({ accountId: subject, providerId: providerIdOf(issuer), userId, password: null, updatedAt: new Date() })
    .execute();
  return { userId, made: known === null };
}

async function findKnown(tx: Kysely<AuthDatabase>, email: string): Promise<string | null> {
  const known = await tx
    .selectFrom("user")
    .select(["id", "emailVerified"])
    .where(sql<string>`lower(email)`, "=", email)
    .executeTakeFirst();
  // Somebody may have signed up here with an address that is not theirs, and wait for its owner to come in.
  if (known?.emailVerified === false) throw new Fault("oidc_unverified", { params: { here: true } });
  return known?.id ?? null;
}

async function insertUser(
  tx: Kysely<AuthDatabase>,
  {
    email,
    name,
    refusal,
  }: { readonly email: string; readonly name: string | null; readonly refusal: FaultCode | null },
): Promise<string> {
  if (refusal !== null) throw new Fault(refusal);
  // Whoever moved away from it may come back to it still: it is nobody else's yet.
  if ((await findTaken(tx, email)) !== null) throw new Fault("oidc_email_held");
  const made = await tx
    .insertInto("user")
    .values({ name: shownName(name) ?? email.slice(0, email.indexOf("@")), email, emailVerified: true })
    // Somebody signed up with it in this moment, or moved to it.
    .onConflict((on) => on.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made === undefined) throw new Fault("oidc_email_held");
  return made.id;
}

/** The provider's name for somebody, by the rules for names that people choose here; null where nothing is left of it, or it holds a link. */
function shownName(name: string | null): string | null {
  return MailedName.safeParse(withoutUnseen((name ?? "").slice(0, 200))).data ?? null;
}
