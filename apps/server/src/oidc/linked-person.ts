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

type Ways = {
  /** Where passwords are off, nobody has one. */
  readonly passwordsOn: boolean;
  readonly service: { readonly issuer: string } | null;
};

/** By what somebody could show now that it is they: a password, the provider. */
export async function waysOf(
  on: Kysely<AuthDatabase>,
  { passwordsOn, service }: Ways,
  userId: string,
): Promise<{ readonly password: boolean; readonly linked: boolean }> {
  const rows = await on.selectFrom("account").select(["providerId", "password"]).where("userId", "=", userId).execute();
  return {
    password: passwordsOn && rows.some(({ providerId, password }) => providerId === "credential" && password !== null),
    linked: service !== null && rows.some(({ providerId }) => providerId === providerIdOf(service.issuer)),
  };
}

/** Whether the service is the one door that somebody has: then no password is offered beside it. */
export async function signsInElsewhere(on: Kysely<AuthDatabase>, ways: Ways, userId: string): Promise<boolean> {
  const { password, linked } = await waysOf(on, ways, userId);
  return !ways.passwordsOn || (!password && linked);
}
