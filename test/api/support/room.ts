import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startServerPair } from "../../crash/support/servers/server-pair.ts";
import { freePort } from "../../support/free-port.ts";
import { startOidcProvider, testClient } from "../../support/oidc-provider.ts";
import type { Room } from "./furnish-account.ts";

export type OpenRoom = Room & { close(): Promise<void> };

/** A server that lets one person ask as often as they like; beside it somebody's endpoint that takes nothing, and a service where people sign in. */
export async function openRoom(): Promise<OpenRoom> {
  const receiver = createServer((_request, response) => void response.writeHead(500).end());
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  const own = await freePort();
  const url = `http://127.0.0.1:${own}`;
  const provider = await startOidcProvider(`${url}/api/auth/oidc/callback`);
  const servers = await startServerPair({
    count: 1,
    env: {
      CAUDAL_PORT: String(own),
      CAUDAL_BASE_URL: url,
      CAUDAL_OIDC_NAME: "La empresa",
      CAUDAL_OIDC_ISSUER: provider.issuer,
      CAUDAL_OIDC_CLIENT_ID: testClient.clientId,
      CAUDAL_OIDC_CLIENT_SECRET: testClient.clientSecret,
      CAUDAL_REQUESTS_PER_PERSON: "1000000",
      CAUDAL_COSTLY_REQUESTS_PER_PERSON: "1000000",
      CAUDAL_DIAL_ALLOW: `127.0.0.1:${port},${new URL(provider.issuer).host}`,
      CAUDAL_METRICS_TOKEN: "operator",
    },
  });
  return {
    servers,
    url,
    provider,
    hooks: `http://127.0.0.1:${port}`,
    close: async () => {
      await servers.close();
      await provider.close();
      receiver.closeAllConnections();
      receiver.close();
    },
  };
}
