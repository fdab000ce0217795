import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { pruneViews } from "@caudal/db/queries/views.ts";
import type { Database } from "@caudal/db/schema.ts";
import { Cron } from "croner";
import type { Kysely } from "kysely";

/** Ends, each minute, views whose time is over and of whose session no request came since, so that the log tells it in time. */
export function createViewPruner(db: Kysely<Database>, log: Log): Service {
  let schedule: Cron | null = null;
  const fail = (err: unknown): void => log.error({ err }, "views that are over could not be ended");
  const prune = async (): Promise<void> => {
    const ended = await pruneViews(db);
    if (ended > 0) log.info({ ended }, "views ended");
  };
  return {
    name: "view pruner",
    start: async () => {
      schedule = new Cron("* * * * *", { protect: true, catch: fail }, prune);
      await prune().catch(fail);
    },
    stop: async () => schedule?.stop(),
  };
}
