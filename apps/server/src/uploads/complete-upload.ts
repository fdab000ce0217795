import { randomUUID } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { findUpload, insertUploadedFile, lockUpload } from "@caudal/db/queries/uploads.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withScope, type Scope } from "@caudal/db/scope.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely, Transaction } from "kysely";

export type CompletionPorts = {
  readonly db: Kysely<Database>;
  readonly objects: ObjectStore;
  /** The media type by content; what it cannot tell becomes a fault of the run that reads the file, not of the upload. */
  readonly sniffMediaType: (path: string) => Promise<string>;
  /** Called in the transaction that makes the file: starts its processing, unless the person switched that off. */
  readonly onFile: (tx: Transaction<Database>, scope: Scope, fileId: string) => Promise<void>;
};

/**
 * Turns an upload whose bytes are all there into a file, once: the row, its processing and the upload's memory of it are one
 * transaction, so a crash before it leaves an upload that the next request completes. `made`: by this call, of all that come for it.
 */
export async function completeUpload(
  ports: CompletionPorts,
  scope: Scope,
  uploadId: string,
): Promise<{ readonly fileId: string; readonly made: boolean }> {
  const upload = await withScope(ports.db, scope, (tx) => findUpload(tx, uploadId));
  if (upload === null) throw new Fault("not_found");
  if (upload.file_id !== null) return { fileId: upload.file_id, made: false };
  const size = await ports.objects.size(upload.object_key);
  if (size !== Number(upload.declared_size))
    throw new Fault("upload_incomplete", { params: { size: size ?? 0, expected: Number(upload.declared_size) } });
  // Before anybody is told that it is kept. The process that wrote it may have been killed before it synced, or be about to.
  await ports.objects.sync(upload.object_key);
  const fileType = await ports.sniffMediaType(await ports.objects.localPath(upload.object_key));

  return withScope(ports.db, scope, async (tx) => {
    const locked = await lockUpload(tx, uploadId);
    if (locked === null) throw new Fault("not_found");
    if (locked.file_id !== null) return { fileId: locked.file_id, made: false };
    const fileId = randomUUID();
    await insertUploadedFile(tx, locked, { fileId, fileType, storageUrl: (id) => `/api/files/${id}/content` });
    await ports.onFile(tx, scope, fileId);
    return { fileId, made: true };
  });
}
