import type { DialPolicy } from "@caudal/base/dial/judge-peer.ts";
import { ownAddress } from "@caudal/base/own-address.ts";
import type { ServerSettings } from "@caudal/base/server-settings.ts";

/** Whom this server may call: what the operator opened, and never itself, by whatever name or port it is reached. */
export function dialPolicyOf(
  settings: Pick<ServerSettings, "dialAllow" | "baseUrl" | "host" | "port" | "databaseUrl" | "authUrl">,
): DialPolicy {
  const base = new URL(settings.baseUrl ?? ownAddress(settings));
  return {
    allowed: settings.dialAllow,
    ownPorts: ownPorts(settings),
    reachedAt: {
      host: base.hostname.replace(/^\[|\]$/g, ""),
      port: Number(base.port || (base.protocol === "https:" ? 443 : 80)),
    },
  };
}

/** What Caudal's own parts listen on: its pages, and its database. */
function ownPorts(settings: Pick<ServerSettings, "port" | "databaseUrl" | "authUrl">): readonly number[] {
  const databases = [settings.databaseUrl, settings.authUrl].map((url) => Number(new URL(url).port || 5432));
  return [...new Set([settings.port, ...databases])];
}
