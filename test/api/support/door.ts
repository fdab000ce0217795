import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { signUpAt } from "../../crash/support/servers/person.ts";
import { freshPeople, isByFreshPeople } from "./fresh-people.ts";
import type { Room } from "./furnish-account.ts";

export type Door = {
  readonly url: string;
  /** Whom the whole run names as the one who asks; what is never asked so tells that asking takes somebody. */
  readonly headers: readonly string[];
  close(): Promise<void>;
};

/** Where the program that asks fetches somebody new for an operation, by its name: it speaks HTTP, and they are made here. */
export async function openDoor(room: Room, role: "owner" | "viewer"): Promise<Door> {
  const make = async (operation: string): Promise<string> => {
    if (!isByFreshPeople(operation)) throw new Error(`nobody is made for ${operation}`);
    // Many come from this one address.
    await room.servers.superuser.query("delete from auth.attempts");
    const fresh = await freshPeople[operation](room, role);
    await room.servers.superuser.query("delete from auth.attempts");
    return JSON.stringify(fresh);
  };
  const server = createServer((request, response) => {
    make((request.url ?? "").slice(1)).then(
      (text) => response.writeHead(200, { "content-type": "application/json" }).end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
    );
  });
  const named = await signUpAt(room.url);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: ["--header", `Cookie: ${named.headers["cookie"] ?? ""}`],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
