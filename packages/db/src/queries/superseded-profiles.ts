import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import type { Owner } from "./profiles.ts";

/** What no reader can see any more: results of other runs, and tables that an earlier attempt of this one wrote. */
export type Superseded = { readonly runIds: readonly string[]; readonly tableKeys: readonly string[] };

/** What stands besides the result that the file shows and the one that this run is making. */
export async function findSuperseded(tx: Transaction<Database>, owner: Owner): Promise<Superseded> {
  const profiles = await tx
    .selectFrom("run_profiles as found")
    .innerJoin("files", "files.id", "found.file_id")
    .select(["found.run_id", "found.table_key", "found.written_keys", "files.profile_run_id"])
    .where("found.file_id", "=", owner.fileId)
    .execute();
  const needed = profiles.filter(({ run_id: id, profile_run_id: shown }) => id === shown || id === owner.runId);
  const kept = new Set(needed.map((profile) => profile.table_key));
  return {
    runIds: profiles.filter((profile) => !needed.includes(profile)).map((profile) => profile.run_id),
    tableKeys: profiles.flatMap((profile) => profile.written_keys).filter((key) => !kept.has(key)),
  };
}

/** Once the tables are removed: until then their keys must not be forgotten. */
export async function forgetSuperseded(
  tx: Transaction<Database>,
  owner: Owner,
  { runIds, tableKeys }: Superseded,
): Promise<void> {
  if (runIds.length > 0) {
    await tx.deleteFrom("insights").where("run_id", "in", runIds).execute();
    await tx.deleteFrom("rejects").where("run_id", "in", runIds).execute();
    await tx.deleteFrom("run_profiles").where("run_id", "in", runIds).execute();
  }
  const own = await tx
    .selectFrom("run_profiles")
    .select(["run_id", "written_keys"])
    .where("file_id", "=", owner.fileId)
    .execute();
  for (const { run_id: runId, written_keys: written } of own) {
    const left = written.filter((key) => !tableKeys.includes(key));
    if (left.length < written.length)
      await tx
        .updateTable("run_profiles")
        .set({
          written_keys: left,
          table_sizes: sql`table_sizes - ${written.filter((key) => !left.includes(key))}::text[]`,
        })
        .where("run_id", "=", runId)
        .execute();
  }
}
