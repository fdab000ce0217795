import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

export type TestPerson = {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  /** How the provider says that they showed who they are. */
  readonly amr?: readonly string[];
  readonly acr?: string;
};

/** Cookies of one browser at the provider. */
export type ProviderCookies = Map<string, string>;

/** A provider that is real (the package oidc-provider), whose people sign in by naming themselves on its own pages. */
export type TestOidcProvider = {
  readonly issuer: string;
  readonly port: number;
  readonly people: Map<string, TestPerson>;
  /** Looks at, or answers instead of, what is asked of it; true when it answered. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly asked: string[];
  /** Signs what is to be signed of a token with the provider's own key (RS256), as base64url. */
  sign(text: string): string;
  close(): Promise<void>;
};

export const testClient = { clientId: "caudal", clientSecret: "a-secret-of-the-client-that-is-long" };

export async function startOidcProvider(redirectUri: string, more: Configuration = {}): Promise<TestOidcProvider> {
  const server: Server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${port}`;
  const people = new Map<string, TestPerson>();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: testClient.clientId,
        client_secret: testClient.clientSecret,
        redirect_uris: [redirectUri],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub", "amr", "acr"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_ctx: unknown, sub: string) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "the-providers" }] },
    cookies: { keys: ["a key for tests"] },
    ...more,
  });
  // Its own pages for tests say nothing of how people showed who they are.
  provider.on("authorization.accepted", ({ oidc: { session } }) => {
    const person = people.get(session.accountId ?? "");
    Object.assign(session, { amr: person?.amr, acr: person?.acr });
  });
  const answer = provider.callback();
  const found: TestOidcProvider = {
    issuer,
    port,
    people,
    intercept: () => false,
    asked: [],
    sign: (text) => sign("sha256", Buffer.from(text), privateKey).toString("base64url"),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  server.on("request", (request, response) => {
    found.asked.push(`${request.method} ${request.url}`);
    if (!found.intercept(request, response)) void answer(request, response);
  });
  return found;
}

/** Walks through the provider's pages as `sub`, as a browser would: gives the address at Caudal that it is sent back to. */
export async function signInAtProvider(
  start: string,
  sub: string,
  cookies: ProviderCookies = new Map(),
): Promise<string> {
  const send = async (url: string, init: { method?: string; body?: URLSearchParams } = {}): Promise<Response> => {
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split("; ");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return response;
  };
  const { origin } = new URL(start);
  let at = start;
  for (let step = 0; step < 12; step++) {
    let response = await send(at);
    if (response.status === 200) {
      const page = await response.text();
      const action = /action="([^"]+)"/.exec(page)?.[1] ?? "";
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
      response = await send(new URL(action, origin).href, {
        method: "POST",
        body: new URLSearchParams({ prompt, login: sub, password: "x" }),
      });
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`the provider stopped at ${at} with ${response.status}`);
    at = new URL(location, origin).href;
    if (new URL(at).origin !== origin) return at;
  }
  throw new Error("the provider goes round in circles");
}
