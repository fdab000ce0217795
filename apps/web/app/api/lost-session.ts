import type { QueryClient } from "@tanstack/react-query";
import { keys } from "./queries.ts";

const lostKey = ["lost-session"];

/** Whether this page had a session that ended without its person ending it here. Known until the cache is cleared, as it is on entering. */
export function hasLostSession(client: QueryClient): boolean {
  if (client.getQueryData(lostKey) === true) return true;
  return client.getQueryData(keys.me) !== undefined && client.isMutating({ mutationKey: keys.signOut }) === 0;
}

export function noteLostSession(client: QueryClient): void {
  client.setQueryData(lostKey, true);
}
