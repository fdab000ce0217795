import { createClient, type Client } from "@caudal/contract/client/client.ts";
import type { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import type { NewApiKey } from "@caudal/contract/resources/api-key.ts";
import type { TestServer, Visitor } from "./test-server.ts";

/** A program that shows an API key, and whatever else it is given to show. */
export type KeyHolder = Pick<Visitor, "client" | "fetch"> & { readonly made: NewApiKey };

export function withKey(
  server: Pick<TestServer, "url">,
  key: string,
  more: Record<string, string> = {},
): { readonly client: Client; readonly fetch: Visitor["fetch"] } {
  const send = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ ...more, ...Object.fromEntries(new Headers(init.headers)) });
    headers.set("authorization", `Bearer ${key}`);
    return fetch(path.startsWith("http") ? path : `${server.url}${path}`, { ...init, headers, redirect: "manual" });
  };
  const client = createClient({
    baseUrl: server.url,
    strict: true,
    fetch: (input, init) => send(input instanceof Request ? input.url : String(input), init),
  });
  return { client, fetch: send };
}

/** Makes a key for somebody who is signed in, and hands it to a program. */
export async function makeKey(
  server: Pick<TestServer, "url">,
  who: Pick<Visitor, "client">,
  scopes: readonly KeyScope[] = ["files:read", "files:write", "account:read", "account:manage"],
): Promise<KeyHolder> {
  const made = await who.client.createApiKey({ body: { name: "Tablero", scopes: [...scopes], expires_in_days: 30 } });
  return { ...withKey(server, made.key), made };
}
