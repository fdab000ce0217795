/**
 * What a request shows in place of a session: the text after "Bearer" in its Authorization; null without one. Another scheme is a proxy's
 * affair. Whoever shows something is known by it alone, and a cookie that came along counts for nothing.
 */
export function bearerOf(headers: Headers): string | null {
  const [, shown] = /^bearer(?: +(.*))?$/is.exec(headers.get("authorization")?.trim() ?? "") ?? [null, null];
  return shown === null ? null : (shown ?? "");
}
