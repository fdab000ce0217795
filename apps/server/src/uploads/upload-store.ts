import type { Readable } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";
import { deleteUpload, findUpload, insertUpload, type FoundUpload } from "@caudal/db/queries/uploads.ts";
import { reserveStorage, type StorageDefaults } from "@caudal/db/queries/quotas.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withScope } from "@caudal/db/scope.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { DataStore, Upload } from "@tus/server";
import type { Kysely } from "kysely";
import { cleanFileName } from "./file-name.ts";
import { currentUploadRequest } from "./request-context.ts";
import { isUploadId } from "./upload-id.ts";

export type UploadStorePorts = {
  readonly db: Kysely<Database>;
  readonly objects: ObjectStore;
  readonly expiryMs: number;
  readonly storageDefaults: StorageDefaults;
};

/**
 * What tus needs of a store: its record is a row of `uploads`, read in the uploader's scope by every request, its bytes are an
 * object, and the offset is the object's size, so that the two cannot disagree.
 */
export class UploadStore extends DataStore {
  readonly #ports: UploadStorePorts;

  constructor(ports: UploadStorePorts) {
    super();
    this.#ports = ports;
    this.extensions = ["creation", "creation-with-upload", "termination", "expiration"];
  }

  override async create(upload: Upload): Promise<Upload> {
    const { db, objects, expiryMs, storageDefaults } = this.#ports;
    const { scope } = currentUploadRequest();
    if (upload.size === undefined) throw new Fault("bad_request", { params: { reason: "upload_length" } });
    const objectKey = `${scope.accountId}/${upload.id}/original`;
    const row = {
      id: upload.id,
      accountId: scope.accountId,
      userId: scope.userId,
      fileName: cleanFileName(upload.metadata?.["filename"] ?? upload.metadata?.["name"] ?? ""),
      size: upload.size,
      objectKey,
      expiresInMs: expiryMs,
    };
    const { size } = upload;
    // Not a promise: who announces much and sends nothing keeps nobody out. What arrives is weighed as it is written.
    await objects.requireSpace(size);
    await objects.create(objectKey);
    try {
      await withScope(db, scope, async (tx) => {
        await reserveStorage(tx, size, storageDefaults);
        await insertUpload(tx, row);
      });
    } catch (error) {
      // With its folder: whoever is refused over and over must not leave one each time.
      await objects.remove(`${scope.accountId}/${upload.id}/`).catch(() => undefined);
      throw error;
    }
    upload.creation_date = new Date().toISOString();
    return upload;
  }

  override async write(content: Readable, id: string, offset: number): Promise<number> {
    const row = await this.#find(id);
    try {
      return await this.#ports.objects.append(row.object_key, offset, content);
    } catch (error) {
      if (error instanceof Fault) currentUploadRequest().storeFailure = error;
      throw error;
    }
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await this.#find(id);
    const offset = await this.#ports.objects.size(row.object_key);
    if (offset === null) throw new Fault("not_found");
    return new Upload({
      id,
      size: Number(row.declared_size),
      offset,
      metadata: { filename: row.file_name },
      // tus takes its age by this process's clock, which may be set; the database's says how old it is.
      creation_date: new Date(Date.now() - row.age_ms).toISOString(),
    });
  }

  override async remove(id: string): Promise<void> {
    const row = await this.#find(id);
    await withScope(this.#ports.db, currentUploadRequest().scope, (tx) => deleteUpload(tx, id));
    await this.#ports.objects.remove(row.object_key);
  }

  override getExpiration(): number {
    return this.#ports.expiryMs;
  }

  async #find(id: string): Promise<FoundUpload> {
    const row = isUploadId(id)
      ? await withScope(this.#ports.db, currentUploadRequest().scope, (tx) => findUpload(tx, id))
      : null;
    if (row === null) throw new Fault("not_found");
    return row;
  }
}
