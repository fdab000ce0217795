import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";

/** A subject is one only together with who says so. */
export const providerIdOf = (issuer: string): string => `oidc ${issuer}`;

/** Whom sign-in knows by a provider's subject; null for nobody. */
export async function findLinked(on: Kysely<AuthDatabase>, issuer: string, subject: string): Promise<string | null> {
  const row = await on
    .selectFrom("account")
    .select("userId")
    .where("providerId", "=", providerIdOf(issuer))
    .where("accountId", "=", subject)
    .executeTakeFirst();
  return row?.userId ?? null;
}

/** By what somebody could show now that it is they: a password, the provider of this issuer. */
export async function waysOf(
  on: Kysely<AuthDatabase>,
  userId: string,
  issuer: string | null,
): Promise<{ readonly password: boolean; readonly linked: boolean }> {
  const rows = await on.selectFrom("account").select(["providerId", "password"]).where("userId", "=", userId).execute();
  return {
    password: rows.some(({ providerId, password }) => providerId === "credential" && password !== null),
    linked: issuer !== null && rows.some(({ providerId }) => providerId === providerIdOf(issuer)),
  };
}
