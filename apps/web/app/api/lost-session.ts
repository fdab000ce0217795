import type { QueryClient } from "@tanstack/react-query";
import { keys } from "./queries.ts";

const lostKey = ["lost-session"];

/** Whether whoever is here is ending their own session, and the page waits for the answer. */
export function isGoingOut(client: QueryClient): boolean {
  return client.isMutating({ mutationKey: keys.signOut }) > 0;
}

/** Whether this page had a session that ended without its person ending it here. Known until the cache is cleared, as it is on entering. */
export function hasLostSession(client: QueryClient): boolean {
  if (client.getQueryData(lostKey) === true) return true;
  return client.getQueryData(keys.me) !== undefined && !isGoingOut(client);
}

export function noteLostSession(client: QueryClient): void {
  client.setQueryData(lostKey, true);
}
