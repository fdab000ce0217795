import { sameText } from "./same-text.ts";

/** Whether a request carries the token with which one may sign up though that is closed: so does the first person of a closed platform. */
export function isFounder(headers: Headers, token: string | undefined): boolean {
  const sent = headers.get("caudal-founder-token");
  return token !== undefined && sent !== null && sameText(sent, token);
}
