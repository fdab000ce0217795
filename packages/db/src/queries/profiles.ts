import { sql, type Transaction, type Updateable } from "kysely";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { TableDigest } from "@caudal/contract/resources/receipt.ts";
import type { ColumnProfile, FileReading } from "@caudal/contract/resources/reading.ts";
import type { Database } from "../schema.ts";
import { storableJson, storableText } from "../storable.ts";

/** The file that a run is about, with its owner's language. */
export type ProfiledFile = {
  readonly id: string;
  readonly name: string;
  readonly objectKey: string;
  readonly locale: Locale;
};

/** The file as this scope sees it; null when it was deleted, or is somebody else's. */
export async function findProfiledFile(tx: Transaction<Database>, fileId: string): Promise<ProfiledFile | null> {
  const row = await tx
    .selectFrom("files")
    .innerJoin("profiles", "profiles.user_id", "files.user_id")
    .select(["files.id", "files.file_name", "files.object_key", "profiles.locale"])
    .where("files.id", "=", fileId)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, name: row.file_name, objectKey: row.object_key, locale: row.locale };
}

/** How the file is written. Shown at once unless an earlier run left a result, which stays until this one's is whole. */
export async function saveReading(
  tx: Transaction<Database>,
  owner: Owner,
  reading: FileReading,
  engine: { readonly name: string; readonly version: string },
): Promise<void> {
  await keepProfile(tx, owner, { reading: storableJson(reading), engine: storableJson(engine) });
  await tx
    .updateTable("files")
    .set({ reading: storableJson(reading) })
    .where("id", "=", owner.fileId)
    .where("processed_at", "is", null)
    .execute();
}

/** Keeps the SHA-256 of a file's bytes, as 64 hexadecimal figures: the file's, and what this run read. */
export async function saveHash(tx: Transaction<Database>, owner: Owner, sha256: string): Promise<void> {
  await keepProfile(tx, owner, { input_sha256: sha256 });
  await tx.updateTable("files").set({ sha256 }).where("id", "=", owner.fileId).execute();
}

export type StoredReject = {
  readonly line: number;
  readonly column: string | null;
  readonly reason: string;
  readonly text: string;
};
export type StoredLook = {
  readonly rows: number;
  readonly rejected: number;
  readonly rejects: readonly StoredReject[];
  readonly columns: readonly ColumnProfile[];
};
export type Owner = {
  readonly accountId: string;
  readonly userId: string;
  readonly fileId: string;
  readonly runId: string;
};

const longestRejectText = 10_000;
/** Rows of one INSERT: PostgreSQL takes at most 65,535 parameters. */
const batchRows = 1_000;

/** What the first pass found; shown at once when the file has no whole result yet. Takes the place of what this run's earlier attempt left. */
export async function saveFirstLook(
  tx: Transaction<Database>,
  owner: Owner,
  look: StoredLook,
  insights: readonly InsightBody[],
): Promise<void> {
  await tx.deleteFrom("insights").where("run_id", "=", owner.runId).execute();
  await tx.deleteFrom("rejects").where("run_id", "=", owner.runId).execute();
  await keepProfile(tx, owner, { rows: look.rows, rejected: look.rejected, columns: storableJson(look.columns) });
  for (let from = 0; from < look.rejects.length; from += batchRows) {
    const rows = look.rejects.slice(from, from + batchRows).map((reject, index) => ({
      run_id: owner.runId,
      file_id: owner.fileId,
      account_id: owner.accountId,
      user_id: owner.userId,
      ordinal: from + index,
      line: reject.line,
      column_name: reject.column === null ? null : storableText(reject.column),
      reason: reject.reason,
      text: storableText(reject.text.slice(0, longestRejectText)),
    }));
    await tx.insertInto("rejects").values(rows).execute();
  }
  await insertInsights(tx, owner, 1, insights);
  await showProfile(tx, owner, "unless one is kept");
}

/** Notes a key and its bytes before a table is written under it, so that it is found again and counted whatever becomes of the attempt. */
export async function noteTable(tx: Transaction<Database>, owner: Owner, key: string, bytes: number): Promise<void> {
  await keepProfile(tx, owner, {});
  await tx
    .updateTable("run_profiles")
    .set({
      written_keys: sql`array_append(array_remove(written_keys, ${key}), ${key})`,
      table_sizes: sql`table_sizes || jsonb_build_object(${key}::text, ${bytes}::bigint)`,
    })
    .where("run_id", "=", owner.runId)
    .execute();
}

/** The table under this key is whole, and is the run's. */
export async function saveTable(
  tx: Transaction<Database>,
  owner: Owner,
  key: string,
  digest: TableDigest,
): Promise<void> {
  await keepProfile(tx, owner, { table_key: key, table_digest: storableJson(digest) });
  await showProfile(tx, owner, "unless one is kept");
}

/** The last findings: with them the result is whole, and takes the place of the one that the file showed, in this transaction. */
export async function saveSecondLook(
  tx: Transaction<Database>,
  owner: Owner,
  columns: readonly ColumnProfile[],
  insights: readonly InsightBody[],
): Promise<void> {
  await tx.deleteFrom("insights").where("run_id", "=", owner.runId).where("wave", "=", 2).execute();
  await keepProfile(tx, owner, { columns: storableJson(columns) });
  await insertInsights(tx, owner, 2, insights);
  await showProfile(tx, owner, "in any case");
}

async function keepProfile(
  tx: Transaction<Database>,
  { runId, fileId, accountId, userId }: Owner,
  profile: Updateable<Database["run_profiles"]>,
): Promise<void> {
  await tx
    .insertInto("run_profiles")
    .values({ run_id: runId, file_id: fileId, account_id: accountId, user_id: userId })
    .onConflict((conflict) => conflict.column("run_id").doNothing())
    .execute();
  if (Object.keys(profile).length > 0)
    await tx.updateTable("run_profiles").set(profile).where("run_id", "=", runId).execute();
}

/** `processed_at` is set once a run came to its end: then the file has a whole result, which only another whole one replaces. */
async function showProfile(
  tx: Transaction<Database>,
  owner: Owner,
  when: "unless one is kept" | "in any case",
): Promise<void> {
  const query = tx
    .updateTable("files")
    .from("run_profiles as found")
    .set((of) => ({
      profile_run_id: of.ref("found.run_id"),
      reading: sql`coalesce(found.reading, files.reading)`,
      rows: of.ref("found.rows"),
      rejected: of.ref("found.rejected"),
      columns: sql`found.columns`,
      table_key: of.ref("found.table_key"),
    }))
    .whereRef("files.id", "=", "found.file_id")
    .where("found.run_id", "=", owner.runId);
  await (when === "in any case" ? query : query.where("files.processed_at", "is", null)).execute();
}

async function insertInsights(
  tx: Transaction<Database>,
  owner: Owner,
  wave: 1 | 2,
  insights: readonly InsightBody[],
): Promise<void> {
  if (insights.length === 0) return;
  const rows = insights.map((insight) => ({
    account_id: owner.accountId,
    file_id: owner.fileId,
    user_id: owner.userId,
    run_id: owner.runId,
    wave,
    insight_type: insight.type,
    title: storableText(insight.title),
    description: storableText(insight.description),
    data: storableJson(insight.data),
    confidence_score: insight.confidence_score,
    confidence: storableJson(insight.confidence),
    evidence: storableJson(insight.evidence),
    key: insight.key,
    params: storableJson(insight.params),
    columns: insight.columns.map(storableText),
    importance: insight.importance,
  }));
  await tx.insertInto("insights").values(rows).execute();
}
