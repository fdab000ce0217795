import { createHmac, randomBytes } from "node:crypto";
import { createClient } from "@caudal/contract/client/client.ts";
import type { Scope } from "@caudal/db/scope.ts";
import type { Somebody } from "../crew.ts";
import { testAuthSecret, type TestServer } from "../test-server.ts";

/** Somebody at a browser of their own, signed in as sign-in would have done it, without its time. */
export async function openSession(server: TestServer, scope: Scope): Promise<Somebody> {
  const token = randomBytes(24).toString("hex");
  const { rows } = await server.database.signin.query<{ id: string }>(
    `insert into session ("expiresAt", token, "updatedAt", "userId", "sessionSeries")
     select now() + interval '14 days', $1, now(), id, "sessionSeries" from "user" where id = $2 returning id`,
    [token, scope.userId],
  );
  await server.database.app.pool.query("select caudal.choose_account($1, $2, $3)", [
    rows[0]?.id,
    scope.userId,
    scope.accountId,
  ]);
  const mark = createHmac("sha256", testAuthSecret).update(token).digest("base64");
  const cookie = `caudal.session_token=${encodeURIComponent(`${token}.${mark}`)}`;
  const send = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("cookie", cookie);
    return fetch(path.startsWith("http") ? path : `${server.url}${path}`, { ...init, headers, redirect: "manual" });
  };
  const client = createClient({
    baseUrl: server.url,
    strict: true,
    fetch: (input, init) => send(input instanceof Request ? input.url : String(input), init),
  });
  const { userId, accountId } = scope;
  return { client, fetch: send, cookie: () => cookie, userId, scope: { userId, accountId } };
}
