import { Fault } from "@caudal/base/fault.ts";

const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses requests that a browser sent for another site's page, unless they only read and somebody goes there. What is no browser sends neither header and
 * has no cookies of a person to misuse. `baseOrigin`: the origin under which people open Caudal, besides the one they asked now, which
 * is one of ours (check-host.ts).
 */
export function checkOrigin(method: string, headers: Headers, baseOrigin: string): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (harmless.has(method)) return refuseEmbedding(site, headers.get("sec-fetch-mode"));
  if (origin === null) {
    if (site === null || site === "same-origin" || site === "none") return;
    throw new Fault("origin_refused");
  }
  if (origin === baseOrigin) return;
  const host = headers.get("host");
  if (!URL.canParse(origin) || host === null || new URL(origin).host !== host.toLowerCase())
    throw new Fault("origin_refused");
}

/**
 * What is only read may be opened from anywhere, as by a link in a mail. But another site's page has no business putting it into itself as
 * an image, a script or a frame, from whose size, time or failure it would learn something (https://xsleaks.dev).
 */
function refuseEmbedding(site: string | null, mode: string | null): void {
  if (site !== null && site !== "same-origin" && site !== "none" && mode !== "navigate")
    throw new Fault("origin_refused");
}
