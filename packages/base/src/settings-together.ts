import type { ServerSettings } from "./server-settings.ts";

type Together = Pick<ServerSettings, "passwords" | "oidcIssuer" | "oidcClientId">;

/** What is wrong with settings that are right one by one: a line for each, with the setting's name. */
export function conflictingSettings(settings: Together, language: "es" | "en"): readonly string[] {
  const { passwords, oidcIssuer, oidcClientId } = settings;
  if (passwords === "on" || (oidcIssuer !== undefined && oidcClientId !== undefined)) return [];
  return [
    language === "es"
      ? "CAUDAL_PASSWORDS: off deja sin entrada a todos, porque falta el servicio con el que se entraría: pon CAUDAL_OIDC_ISSUER y CAUDAL_OIDC_CLIENT_ID, o deja on"
      : "CAUDAL_PASSWORDS: off shuts everybody out, because the service to sign in by is missing: set CAUDAL_OIDC_ISSUER and CAUDAL_OIDC_CLIENT_ID, or leave it on",
  ];
}
