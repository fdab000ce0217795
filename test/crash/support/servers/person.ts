import { createClient, type Client } from "@caudal/contract/client/client.ts";
import { founderToken } from "../../../support/founder-token.ts";
import { languageHeader, type Locale } from "@caudal/contract/resources/common.ts";

/** Somebody at a browser who is signed in, and asks whichever server answers. */
export type Person = {
  readonly email: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The API of one server, in a language. */
  at(url: string, locale?: Locale): Client;
  /** A request with the person's cookie. */
  fetch(address: string, init?: RequestInit): Promise<Response>;
};

/** Signs up over HTTP. */
export async function signUpAt(url: string): Promise<Person> {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", "caudal-founder-token": founderToken },
    body: JSON.stringify({ name: "Ana Pruebas", email, password: "mañana llueve en Quito" }),
  });
  if (!response.ok) throw new Error(`sign-up: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const send = (address: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("cookie", cookie);
    return fetch(address, { ...init, headers });
  };
  return {
    email,
    headers: { cookie },
    fetch: send,
    at: (base, locale = "es") =>
      createClient({
        baseUrl: base,
        strict: true,
        locale: () => locale,
        fetch: (input, init) => {
          // Asked for by name: what a program merely prefers gives way to the language of the profile.
          const headers = new Headers(init?.headers);
          headers.set(languageHeader, locale);
          return send(input instanceof Request ? input.url : String(input), { ...init, headers });
        },
      }),
  };
}
