import type { ServerSettings } from "@caudal/base/server-settings.ts";

/**
 * Most runs of one account at work at a time, on all servers together. Without a setting, one account leaves one of this server's places
 * to the others; where there is one place only, accounts take turns at it.
 */
export function runsPerAccount({
  runsPerAccount: set,
  workerConcurrency,
}: Pick<ServerSettings, "runsPerAccount" | "workerConcurrency">): number {
  return set ?? Math.max(1, workerConcurrency - 1);
}
