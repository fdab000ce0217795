import type { Dialer } from "@caudal/base/dial/dialer.ts";
import { Fault } from "@caudal/base/fault.ts";
import type { ServerSettings } from "@caudal/base/server-settings.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import { joinAccount, resolveMember, type Joining } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import type { AuthDatabase } from "../auth/auth-database.ts";
import type { Auth } from "../auth/create-auth.ts";
import { admitPerson } from "./admit-person.ts";
import { findLinked } from "./linked-person.ts";
import type { OidcService } from "./oidc-handlers.ts";
import { createOidcProvider } from "./provider.ts";
import { createSignInAttempts } from "./sign-in-attempts.ts";

export type OidcSettings = {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly domains: readonly string[];
  /** Where new people become members; null: nowhere. */
  readonly joining: Joining | null;
  /** Of `amr` or `acr`: with one of these the provider says that it asked for a second factor itself. Empty: ours is asked of whoever has one. */
  readonly secondFactor: readonly string[];
};

/** @throws Fault `config_invalid` where one of the two that belong together is missing, or plain http would leave this machine. */
export function readOidcSettings(settings: ServerSettings): OidcSettings | null {
  const { oidcIssuer: issuer, oidcClientId: clientId } = settings;
  if (issuer === undefined && clientId === undefined) return null;
  const refuse = (problems: string) => new Fault("config_invalid", { params: { problems } });
  if (issuer === undefined || clientId === undefined) throw refuse("CAUDAL_OIDC_ISSUER + CAUDAL_OIDC_CLIENT_ID");
  const { protocol, hostname } = new URL(issuer);
  if (protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname))
    throw refuse("CAUDAL_OIDC_ISSUER: https");
  return {
    name: settings.oidcName,
    issuer,
    clientId,
    clientSecret: settings.oidcClientSecret,
    domains: settings.oidcDomains,
    secondFactor: settings.oidcSecondFactor,
    joining: settings.oidcAccount === undefined ? null : { accountId: settings.oidcAccount, role: settings.oidcRole },
  };
}

export type OidcWiring = {
  readonly db: Kysely<Database>;
  readonly authPool: Pool;
  readonly auth: Pick<Auth, "personOf">;
  readonly mailed: { readonly auth: Kysely<AuthDatabase> };
  readonly dialer: Dialer;
};

export function openOidc(
  { db, authPool, auth, mailed, dialer }: OidcWiring,
  options: { readonly oidc?: OidcSettings | null; readonly baseUrl: string; readonly signUpOpen: boolean },
): OidcService | null {
  const settings = options.oidc ?? null;
  if (settings === null) return null;
  const { joining } = settings;
  const provider = createOidcProvider(dialer, {
    ...settings,
    redirectUri: new URL("/api/auth/oidc/callback", options.baseUrl).href,
  });
  return {
    name: settings.name,
    provider,
    attempts: createSignInAttempts(authPool),
    admit: async (vouched, invited, context) => {
      const admitted = await admitPerson(mailed.auth, vouched, {
        issuer: provider.issuer,
        domains: settings.domains,
        refuseNew: (email) => {
          if (invited !== null) return email === invited ? null : "invitation_for_other";
          return joining !== null || options.signUpOpen ? null : "oidc_not_member";
        },
      });
      const { userId } = admitted;
      const known = joining === null || invited !== null ? null : await auth.personOf(userId);
      // Also mends a first sign-in that stopped half way. Whoever was a member before and was removed is not made one again.
      if (joining !== null && known !== null && (await resolveMember(db, userId)) === null)
        await joinAccount(db, { userId, ...known, locale: languageOf(context.locale) }, joining);
      return admitted;
    },
    askedTwice: ({ methods }) => methods.some((method) => settings.secondFactor.includes(method)),
    asksTwice: settings.secondFactor.length > 0,
    findLinked: (subject) => findLinked(mailed.auth, provider.issuer, subject),
  };
}
