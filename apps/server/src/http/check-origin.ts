import { Fault } from "@caudal/base/fault.ts";

const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses requests that change something and that a browser sent for another site's page. What is no browser sends neither header and
 * has no cookies of a person to misuse. `baseOrigin`: the origin under which people open Caudal, besides the one they asked now, which
 * is one of ours (check-host.ts).
 */
export function checkOrigin(method: string, headers: Headers, baseOrigin: string): void {
  if (harmless.has(method)) return;
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (origin === null) {
    if (site === null || site === "same-origin" || site === "none") return;
    throw new Fault("origin_refused");
  }
  if (origin === baseOrigin) return;
  const host = headers.get("host");
  if (!URL.canParse(origin) || host === null || new URL(origin).host !== host.toLowerCase())
    throw new Fault("origin_refused");
}
