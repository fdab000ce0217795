import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/** How many rows of each kind go with a file. Notifications stay, without its name, and no longer lead to it. */
export type RemovedRows = {
  readonly insights: number;
  readonly rejects: number;
  readonly run_profiles: number;
  readonly processing_logs: number;
  readonly runs: number;
  readonly run_steps: number;
  readonly run_logs: number;
  readonly receipts: number;
  readonly uploads: number;
  readonly shares: number;
  readonly notifications_unlinked: number;
};

export type RemovedFile = { readonly objectKey: string; readonly rows: RemovedRows };

/**
 * Deletes a file and, by its references, all that was made from it, and says what went. Gives the key of its bytes, which go afterwards: a
 * server that is killed in between leaves bytes without a row, and the sweeper takes them. Null when this scope has no such file of its own.
 * Its runs are locked first, as every worker locks a run before its file: in the other order the two would wait for each other.
 */
export async function deleteFile(tx: Transaction<Database>, id: string): Promise<RemovedFile | null> {
  await tx.selectFrom("runs").select("id").where("file_id", "=", id).orderBy("id").forUpdate().execute();
  // Locked, so that what is counted is what goes: whoever adds to the file needs it to stay.
  const file = await tx.selectFrom("files").select("id").where("id", "=", id).forUpdate().executeTakeFirst();
  if (file === undefined) return null;
  const rows = await countRows(tx, id);
  // The log has what went by its number, as the answer does: the rows themselves leave no entries.
  await sql`select caudal.record_act('file.parts_removed', ${id}, array[caudal.claim_user_id()], ${JSON.stringify(changesOf(rows))})`.execute(
    tx,
  );
  const gone = await tx.deleteFrom("files").where("id", "=", id).returning("object_key").executeTakeFirst();
  return gone === undefined ? null : { objectKey: gone.object_key, rows };
}

/** As the log writes changes: what there was before. */
function changesOf(rows: RemovedRows): Record<string, { before: string }> {
  return Object.fromEntries(Object.entries(rows).map(([kind, count]) => [kind, { before: String(count) }]));
}

/** Notes in the log what the object store held of a file that is gone. */
export async function noteRemovedObjects(
  tx: Transaction<Database>,
  id: string,
  { objects, bytes }: { readonly objects: number; readonly bytes: number },
): Promise<void> {
  const changes = JSON.stringify({ objects: { before: String(objects) }, bytes: { before: String(bytes) } });
  await sql`select caudal.record_act('file.bytes_removed', ${id}, array[caudal.claim_user_id()], ${changes})`.execute(
    tx,
  );
}

async function countRows(tx: Transaction<Database>, id: string): Promise<RemovedRows> {
  const ofFile = (table: string, column = "file_id") =>
    sql`(select count(*)::int from ${sql.table(table)} where ${sql.ref(column)} = ${id})`;
  const ofRuns = (table: string) =>
    sql`(select count(*)::int from ${sql.table(table)} part join runs r on r.id = part.run_id where r.file_id = ${id})`;
  const { rows } = await sql<RemovedRows>`select ${ofFile("insights")} as insights, ${ofFile("rejects")} as rejects,
    ${ofFile("run_profiles")} as run_profiles, ${ofFile("processing_logs")} as processing_logs, ${ofFile("runs")} as runs,
    ${ofRuns("run_steps")} as run_steps, ${ofRuns("run_logs")} as run_logs, ${ofFile("receipts")} as receipts, ${ofFile("uploads")} as uploads,
    ${ofFile("shares")} as shares, ${ofFile("notifications", "related_file_id")} as notifications_unlinked`.execute(tx);
  const counted = rows[0];
  if (counted === undefined) throw new Error("nothing counted");
  return counted;
}
