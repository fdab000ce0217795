import type { quotaRoutes } from "@caudal/contract/routes/quotas.ts";
import { setQuota } from "@caudal/db/queries/quotas.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";

export function quotaHandlers(db: Kysely<Database>): HandlersOf<typeof quotaRoutes> {
  return {
    setAccountQuota: async ({ params, body }) => {
      await setQuota(db, params.id, { storageBytes: body.storage_bytes, runs: body.runs });
    },
  };
}
