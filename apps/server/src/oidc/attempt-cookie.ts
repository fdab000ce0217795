/** The cookie that binds an attempt to the browser that began it. */
export type AttemptCookie = {
  readonly secretOf: (headers: Headers) => string | null;
  readonly holding: (secret: string) => string;
  readonly clearing: string;
};

/** `secure`: people come by https. Lax: the provider, another site, sends people back. */
export function createAttemptCookie(secure: boolean): AttemptCookie {
  const name = secure ? "__Host-caudal.oidc" : "caudal.oidc";
  const cookieOf = (value: string, seconds: number): string =>
    `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return {
    secretOf: (headers) =>
      (headers.get("cookie") ?? "")
        .split("; ")
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1) ?? null,
    holding: (secret) => cookieOf(secret, 600),
    clearing: cookieOf("", 0),
  };
}
