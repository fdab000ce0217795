import type { Dialer } from "@caudal/base/dial/dialer.ts";
import { createDialedFetch } from "@caudal/base/dial/dialed-fetch.ts";
import type { WebProtocol } from "@caudal/base/dial/read-address.ts";
import { Fault } from "@caudal/base/fault.ts";
import * as oidc from "openid-client";

export type OidcProviderSettings = {
  /** As the provider writes it in its metadata. http only for one on this machine. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
};

/** What binds one attempt to one browser; see sign-in-attempts.ts. */
export type AttemptChecks = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** Whom the provider vouches for. `subject` is theirs for good; an address may move to somebody else. */
export type Vouched = {
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** When they last showed the provider who they are, in seconds since the epoch; null where it does not say. */
  readonly authTime: number | null;
  /** How, in its own words: `amr` and `acr` of OpenID Connect. */
  readonly methods: readonly string[];
};

export type OidcProvider = {
  readonly issuer: string;
  /** `again`: people are to show anew who they are, whatever session they have there. @throws Fault `oidc_unreachable` */
  authorizationUrl(checks: AttemptChecks, again: boolean): Promise<string>;
  /** Turns the answer that came back through the browser into who it is. @throws Fault `oidc_refused`, `oidc_unreachable` */
  redeem(answer: URL, checks: AttemptChecks): Promise<Vouched>;
};

const keepMs = 3_600_000;

/** The provider as its metadata describes it, asked for at the first need and again after an hour; a failure is not kept. */
export function createOidcProvider(dialer: Dialer, settings: OidcProviderSettings): OidcProvider {
  let known: { readonly config: Promise<oidc.Configuration>; readonly at: number } | null = null;

  function load(): Promise<oidc.Configuration> {
    if (known !== null && performance.now() - known.at < keepMs) return known.config;
    const config = discover(dialer, settings);
    known = { config, at: performance.now() };
    config.catch(() => (known = null));
    return config;
  }

  return {
    issuer: settings.issuer,
    authorizationUrl: async ({ state, nonce, verifier }, again) => {
      const url = await reaching(async () =>
        oidc.buildAuthorizationUrl(await load(), {
          redirect_uri: settings.redirectUri,
          scope: "openid email profile",
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
          ...(again ? { prompt: "login", max_age: "0" } : {}),
        }),
      );
      // Where a browser is sent is the provider's to say, but not to what is no page.
      if (!protocolsFor(settings.issuer).some((protocol) => protocol === url.protocol))
        throw new Fault("oidc_unreachable");
      return url.href;
    },
    redeem: async (answer, { state, nonce, verifier }) => {
      const config = await reaching(load);
      const tokens = await judging(() =>
        oidc.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        }),
      );
      const claims = tokens.claims();
      if (claims === undefined) throw new Fault("oidc_refused");
      // Some providers put the address into the ID token, others tell it when asked.
      const more =
        claims["email"] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
          ? await judging(() => oidc.fetchUserInfo(config, tokens.access_token, claims.sub))
          : claims;
      return {
        subject: claims.sub,
        email: textOf(more["email"]),
        emailVerified: more["email_verified"] === true,
        name: textOf(more["name"]) ?? textOf(more["preferred_username"]),
        authTime: claims.auth_time ?? null,
        methods: [claims["amr"], claims["acr"]].flat().filter((told) => typeof told === "string"),
      };
    },
  };
}

function discover(
  dialer: Dialer,
  { issuer, clientId, clientSecret }: OidcProviderSettings,
): Promise<oidc.Configuration> {
  const protocols = protocolsFor(issuer);
  return oidc.discovery(
    new URL(issuer),
    clientId,
    { [oidc.clockTolerance]: 30 },
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    {
      [oidc.customFetch]: createDialedFetch(dialer, protocols),
      timeout: 10,
      // Signatures are checked though the token comes straight from the provider; so one without any is refused.
      execute: [oidc.enableNonRepudiationChecks, ...(protocols.includes("http:") ? [oidc.allowInsecureRequests] : [])],
    },
  );
}

/** Plain http never leaves this machine. */
function protocolsFor(issuer: string): readonly WebProtocol[] {
  const { protocol, hostname } = new URL(issuer);
  const here = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return protocol === "http:" && here ? ["https:", "http:"] : ["https:"];
}

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Fault("oidc_unreachable", { persistence: "transient", cause });
  }
}

/** What the provider, or whoever pretends to be it, answered: not to be trusted; or nothing at all. */
async function judging<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (dialFaultIn(cause)) throw new Fault("oidc_unreachable", { persistence: "transient", cause });
    throw new Fault("oidc_refused", { cause });
  }
}

function dialFaultIn(error: unknown): boolean {
  if (error instanceof Fault) return error.code.startsWith("dial_");
  return error instanceof Error && error.cause !== undefined && dialFaultIn(error.cause);
}

function textOf(claim: unknown): string | null {
  return typeof claim === "string" && claim.trim() !== "" ? claim.trim() : null;
}
