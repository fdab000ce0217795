import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { pruneEvents } from "@caudal/db/queries/events.ts";
import type { Database } from "@caudal/db/schema.ts";
import { Cron } from "croner";
import type { Kysely } from "kysely";

/** Removes, at the start and once an hour, events too old to be replayed. Several servers may do so at once. */
export function createEventPruner(db: Kysely<Database>, log: Log): Service {
  let schedule: Cron | null = null;
  const fail = (err: unknown): void => log.error({ err }, "old events could not be removed");
  const prune = async (): Promise<void> => {
    const removed = await pruneEvents(db);
    if (removed > 0) log.info({ removed }, "old events removed");
  };
  return {
    name: "event pruner",
    start: async () => {
      schedule = new Cron("47 * * * *", { protect: true, catch: fail }, prune);
      await prune().catch(fail);
    },
    stop: async () => schedule?.stop(),
  };
}
