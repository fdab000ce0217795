import type { AccountLimits } from "@caudal/contract/resources/account-use.ts";
import type { quotaRoutes } from "@caudal/contract/routes/quotas.ts";
import {
  listQuotas,
  listStorageByPerson,
  loadRunsState,
  loadStorage,
  setQuota,
  type StorageDefaults,
  type StorageState,
} from "@caudal/db/queries/quotas.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";

/** What an account without figures of its own may keep and do at once; null for no limit. */
export type QuotaDefaults = { readonly storage: StorageDefaults; readonly runsPerAccount: number };

export function quotaHandlers(db: Kysely<Database>, defaults: QuotaDefaults): HandlersOf<typeof quotaRoutes> {
  return {
    setAccountQuota: async ({ params, body }) => {
      await setQuota(db, params.id, { storageBytes: body.storage_bytes, files: body.files, runs: body.runs });
    },

    listAccountQuotas: async ({ query: { cursor, limit } }) => {
      const found = await listQuotas(db, cursor ?? null, limit + 1);
      const rows = found.slice(0, limit);
      return {
        items: rows.map(({ id, name, used, storageBytes, usedFiles, files, runs, departed, departedFiles }) => ({
          id,
          name,
          used_bytes: used,
          storage_bytes: storageBytes,
          used_files: usedFiles,
          departed_bytes: departed,
          departed_files: departedFiles,
          files,
          runs,
        })),
        defaults: {
          storage_bytes: defaults.storage.bytes,
          files: defaults.storage.files,
          runs: defaults.runsPerAccount,
        },
        next: found.length > limit ? (rows.at(-1)?.id ?? null) : null,
      };
    },

    getAccountLimits: ({ person }) =>
      readInScope(db, person.scope, async (tx) => limitsOf(await loadStorage(tx, defaults.storage))),

    getAccountUse: ({ person }) =>
      readInScope(db, person.scope, async (tx) => {
        const kept = await loadStorage(tx, defaults.storage);
        const { most, working, waiting } = await loadRunsState(tx, defaults.runsPerAccount);
        const people = await listStorageByPerson(tx);
        return {
          ...limitsOf(kept),
          departed: { bytes: kept.storage.departed, files: kept.files.departed },
          runs: { limit: most, working, waiting },
          people: people.map(({ userId, name, bytes, departed, endsAt }) => ({
            user_id: userId,
            name,
            bytes,
            departed,
            until: endsAt?.toISOString() ?? null,
          })),
        };
      }),
  };
}

/** What everybody in an account is told: how much counts, of how much. */
function limitsOf({ storage, files }: StorageState): AccountLimits {
  return {
    storage: { used: storage.used, limit: storage.limit },
    files: { used: files.used, limit: files.limit },
  };
}
