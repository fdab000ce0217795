import {
  signInAtProvider,
  startOidcProvider,
  testClient,
  type TestOidcProvider,
  type TestPerson,
} from "@caudal/test/support/oidc-provider.ts";
import type { OidcSettings } from "../src/oidc/open-oidc.ts";
import { signUp, startTestServer, type TestServer, type TestServerOptions, type Visitor } from "./test-server.ts";

/** Where people come back to is never dialled in these tests, so that it needs no port. */
const redirectUri = "http://caudal.test/api/auth/oidc/callback";

/** A server with a real provider beside it, and what tests do with the two. */
export type OidcWorld = {
  readonly provider: TestOidcProvider;
  readonly server: TestServer;
  readonly settings: (more?: Partial<OidcSettings>) => OidcSettings;
  /** Another server on the same database, closed by `closeOthers`. */
  readonly alike: (more: Partial<OidcSettings>, options?: TestServerOptions) => Promise<TestServer>;
  /** One that knows no provider. */
  readonly plain: (options?: TestServerOptions) => Promise<TestServer>;
  /** Somebody at the provider; gives their subject. */
  readonly person: (
    email: string | undefined,
    more?: Partial<Omit<TestPerson, "sub" | "email_verified">> & { verified?: boolean },
  ) => string;
  /** Somebody who signed up here with a password, and has confirmed the address or not. */
  readonly known: (email: string, confirmed: boolean) => Promise<{ readonly userId: string; readonly email: string }>;
  readonly closeOthers: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openOidcWorld(): Promise<OidcWorld> {
  const provider = await startOidcProvider(redirectUri);
  const dialAllow = `localhost:${provider.port}`;
  const settings = (more: Partial<OidcSettings> = {}): OidcSettings => ({
    name: "La empresa",
    issuer: provider.issuer,
    ...testClient,
    domains: [],
    joining: null,
    secondFactor: [],
    ...more,
  });
  const server = await startTestServer({
    oidc: settings(),
    dialAllow,
    signUpOpen: false,
    founderToken: "founder",
  });
  const others: TestServer[] = [];
  const besides = async (options: TestServerOptions): Promise<TestServer> => {
    const one = await startTestServer({ sharing: server, ...options });
    others.push(one);
    return one;
  };
  return {
    provider,
    server,
    settings,
    alike: (more, options = {}) => besides({ signUpOpen: false, dialAllow, ...options, oidc: settings(more) }),
    plain: (options = {}) => besides({ signUpOpen: true, ...options }),
    person: (email, { verified = true, ...more } = {}) => {
      const sub = crypto.randomUUID();
      provider.people.set(sub, { sub, email_verified: verified, ...(email === undefined ? {} : { email }), ...more });
      return sub;
    },
    known: async (email, confirmed) => {
      const { userId } = await signUp(await besides({ signUpOpen: true }), { email });
      await server.database.signin.query('update "user" set "emailVerified" = $2 where id = $1', [userId, confirmed]);
      return { userId, email };
    },
    closeOthers: async () => {
      for (const one of others.splice(0)) await one.close();
    },
    close: async () => {
      await server.close();
      await provider.close();
    },
  };
}

export const someAddress = () => `p${crypto.randomUUID()}@empresa.test`;

/** The address at the provider to which the sign-in page sends a browser. */
export async function startAt(visitor: Visitor, next = "/files"): Promise<string> {
  return (await visitor.client.startOidc({ body: { next } })).address;
}

/** The whole way: gives the address at Caudal with code and state, not yet opened. */
export const goThere = async (visitor: Visitor, sub: string): Promise<URL> =>
  new URL(await signInAtProvider(await startAt(visitor), sub));
export const comeBack = (visitor: Visitor, at: URL): Promise<Response> => visitor.fetch(`${at.pathname}${at.search}`);
export const enterBy = async (visitor: Visitor, sub: string) => comeBack(visitor, await goThere(visitor, sub));

/** Where an answer leads, within Caudal. */
export const placeOf = (answer: Response): URL =>
  new URL(answer.headers.get("location") ?? "/nowhere", "http://caudal.test");
