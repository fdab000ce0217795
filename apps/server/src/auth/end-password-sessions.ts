import type { Service } from "@caudal/base/service.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Pool } from "pg";

/**
 * Where passwords are switched off, ends at the start what was begun with one: sessions, and sign-ins that wait for their code. Somebody whom
 * the company has shut out at its service would otherwise stay for as long as their session holds. What the service began goes on.
 */
export function createPasswordSessionEnder(authPool: Pool, log: Log): Service {
  return {
    name: "password sessions",
    start: async () => {
      await authPool.query("delete from second_steps where not by_provider");
      const { rowCount } = await authPool.query('delete from session where not "byProvider"');
      if (rowCount !== null && rowCount > 0)
        log.info({ sessions: rowCount }, "passwords are off: their sessions ended");
    },
    stop: async () => undefined,
  };
}
