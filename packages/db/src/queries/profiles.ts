import type { Transaction } from "kysely";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
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

export async function findProfiledFile(tx: Transaction<Database>, fileId: string): Promise<ProfiledFile | null> {
  const row = await tx
    .selectFrom("files")
    .innerJoin("profiles", "profiles.user_id", "files.user_id")
    .select(["files.id", "files.file_name", "files.object_key", "profiles.locale"])
    .where("files.id", "=", fileId)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, name: row.file_name, objectKey: row.object_key, locale: row.locale };
}

export async function saveReading(tx: Transaction<Database>, fileId: string, reading: FileReading): Promise<void> {
  await tx
    .updateTable("files")
    .set({ reading: storableJson(reading) })
    .where("id", "=", fileId)
    .execute();
}

export async function saveHash(tx: Transaction<Database>, fileId: string, sha256: string): Promise<void> {
  await tx.updateTable("files").set({ sha256 }).where("id", "=", fileId).execute();
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

/** What the first pass found takes the place of all that an earlier run found in the file. */
export async function replaceFirstLook(
  tx: Transaction<Database>,
  owner: Owner,
  look: StoredLook,
  insights: readonly InsightBody[],
): Promise<void> {
  await tx.deleteFrom("insights").where("file_id", "=", owner.fileId).execute();
  await tx.deleteFrom("rejects").where("file_id", "=", owner.fileId).execute();
  await tx
    .updateTable("files")
    .set({ rows: look.rows, rejected: look.rejected, columns: storableJson(look.columns) })
    .where("id", "=", owner.fileId)
    .execute();
  for (let from = 0; from < look.rejects.length; from += batchRows) {
    const rows = look.rejects.slice(from, from + batchRows).map((reject, index) => ({
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
}

export async function replaceSecondLook(
  tx: Transaction<Database>,
  owner: Owner,
  columns: readonly ColumnProfile[],
  insights: readonly InsightBody[],
): Promise<void> {
  await tx.deleteFrom("insights").where("file_id", "=", owner.fileId).where("wave", "=", 2).execute();
  await tx
    .updateTable("files")
    .set({ columns: storableJson(columns) })
    .where("id", "=", owner.fileId)
    .execute();
  await insertInsights(tx, owner, 2, insights);
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
