import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { Database, UploadsTable } from "../schema.ts";

export type Upload = Selectable<UploadsTable>;

/** `age_ms`: since its beginning, by the database's clock. */
export type FoundUpload = Upload & { readonly age_ms: number };

export type NewUpload = {
  readonly id: string;
  readonly accountId: string;
  readonly userId: string;
  readonly fileName: string;
  readonly size: number;
  readonly objectKey: string;
  /** How long it may take, from now on by the database's clock. */
  readonly expiresInMs: number;
};

/** Announces an upload of `size` bytes, none of which has come yet; nothing but its own columns is checked here. */
export async function insertUpload(tx: Transaction<Database>, upload: NewUpload): Promise<void> {
  await tx
    .insertInto("uploads")
    .values({
      id: upload.id,
      account_id: upload.accountId,
      user_id: upload.userId,
      file_name: upload.fileName,
      declared_size: upload.size,
      object_key: upload.objectKey,
      file_id: null,
      // By the clock that the sweeper judges it by.
      expires_at: sql<Date>`clock_timestamp() + ${upload.expiresInMs} * interval '1 millisecond'`,
    })
    .execute();
}

/** The upload as this scope sees it; null when there is none, or it is somebody else's. */
export async function findUpload(tx: Transaction<Database>, id: string): Promise<FoundUpload | null> {
  const age = sql<number>`(extract(epoch from clock_timestamp() - created_at) * 1000)::float8`.as("age_ms");
  return (await tx.selectFrom("uploads").selectAll().select(age).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** The same, locked until the transaction ends, so that only one request completes it. */
export async function lockUpload(tx: Transaction<Database>, id: string): Promise<Upload | null> {
  return (await tx.selectFrom("uploads").selectAll().where("id", "=", id).forUpdate().executeTakeFirst()) ?? null;
}

/** Removes the row of an upload that this scope sees, not its bytes; without effect when there is none. */
export async function deleteUpload(tx: Transaction<Database>, id: string): Promise<void> {
  await tx.deleteFrom("uploads").where("id", "=", id).execute();
}

export type CompletedUpload = {
  readonly fileType: string;
  readonly storageUrl: (fileId: string) => string;
  readonly fileId: string;
};

/** Makes the file of an upload whose bytes are all there, and remembers it in the upload. */
export async function insertUploadedFile(
  tx: Transaction<Database>,
  upload: Upload,
  completed: CompletedUpload,
): Promise<void> {
  await tx
    .insertInto("files")
    .values({
      id: completed.fileId,
      account_id: upload.account_id,
      user_id: upload.user_id,
      file_name: upload.file_name,
      file_type: completed.fileType,
      file_size: upload.declared_size,
      storage_url: completed.storageUrl(completed.fileId),
      object_key: upload.object_key,
      databricks_job_id: null,
      error_message: null,
      sha256: null,
    })
    .execute();
  await tx.updateTable("uploads").set({ file_id: completed.fileId }).where("id", "=", upload.id).execute();
}

export type ExpiredUpload = { readonly id: string; readonly objectKey: string };

/** Uploads of all accounts that were never finished in time, oldest first. Needs no scope: see migration 0010. */
export async function listExpiredUploads(db: Kysely<Database>, atMost: number): Promise<readonly ExpiredUpload[]> {
  const { rows } = await sql<{
    id: string;
    object_key: string;
  }>`select id, object_key from caudal.list_expired_uploads(${atMost})`.execute(db);
  return rows.map((row) => ({ id: row.id, objectKey: row.object_key }));
}

/** False when it is gone already, or was finished after all. */
export async function removeExpiredUpload(db: Kysely<Database>, id: string): Promise<boolean> {
  const { rows } = await sql<{ removed: boolean }>`select caudal.remove_expired_upload(${id}) as removed`.execute(db);
  return rows[0]?.removed === true;
}

/**
 * Of these folders of the object store ("account/upload"), those that belong to an account of this database and to no upload and no file
 * of it. Needs no scope: see migration 0014.
 */
export async function listOrphanedFolders(
  db: Kysely<Database>,
  folders: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string;
  }>`select name from caudal.list_orphaned_folders(${[...folders]}) as name`.execute(db);
  return rows.map((row) => row.name);
}
