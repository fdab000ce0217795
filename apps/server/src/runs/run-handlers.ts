import { Fault } from "@caudal/base/fault.ts";
import type { runRoutes } from "@caudal/contract/routes/runs.ts";
import { findRun } from "@caudal/db/queries/runs.ts";
import { cancelRun } from "@caudal/db/runs/cancel-run.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import { runDetail } from "./run-resource.ts";

export function runHandlers(db: Kysely<Database>): HandlersOf<typeof runRoutes> {
  return {
    getRun: async ({ params, person, context }) =>
      runDetail(await readInScope(db, person.scope, (tx) => requireRun(tx, params.id)), context.locale),
    cancelRun: async ({ params, person, context }) => {
      const run = await withScope(db, person.scope, async (tx) => {
        const { run: known } = await requireRun(tx, params.id);
        // Asking again for what was asked, or happened, already changes nothing.
        if (known.state !== "cancelling" && known.state !== "cancelled") await cancelRun(tx, params.id);
        return requireRun(tx, params.id);
      });
      return runDetail(run, context.locale);
    },
  };
}

async function requireRun(tx: Transaction<Database>, id: string) {
  const run = await findRun(tx, id);
  if (run === null) throw new Fault("not_found");
  return run;
}
