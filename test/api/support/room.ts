import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startServerPair } from "../../crash/support/servers/server-pair.ts";
import type { Room } from "./furnish-account.ts";

export type OpenRoom = Room & { close(): Promise<void> };

/** A server that lets one person ask as often as they like, and somebody's endpoint beside it that takes nothing. */
export async function openRoom(): Promise<OpenRoom> {
  const receiver = createServer((_request, response) => void response.writeHead(500).end());
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  const servers = await startServerPair({
    count: 1,
    env: {
      CAUDAL_REQUESTS_PER_PERSON: "1000000",
      CAUDAL_COSTLY_REQUESTS_PER_PERSON: "1000000",
      CAUDAL_DIAL_ALLOW: `127.0.0.1:${port}`,
      CAUDAL_METRICS_TOKEN: "operator",
    },
  });
  return {
    servers,
    url: servers.alive()[0]?.url ?? "",
    hooks: `http://127.0.0.1:${port}`,
    close: async () => {
      await servers.close();
      receiver.closeAllConnections();
      receiver.close();
    },
  };
}
