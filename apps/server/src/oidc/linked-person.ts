import type { Elsewhere } from "@caudal/contract/mails/mail.ts";
import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";

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

/** Asked also where there is nobody, so that it takes the same. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Of somebody whose one door is the service, what mails are told: no password is offered beside it. Undefined of everybody else. */
export async function elsewhereOf(
  on: Kysely<AuthDatabase>,
  ports: Pick<MailedLinks, "links" | "passwordsOn" | "service">,
  userId: string | null,
): Promise<Elsewhere> {
  const { password, linked } = await waysOf(on, ports, userId ?? nobody);
  const { links, passwordsOn, service } = ports;
  if (service === null || password || (passwordsOn && !linked)) return undefined;
  return { service: service.name, security_link: links.security() };
}
