import { Fault } from "@caudal/base/fault.ts";
import { findFile, type FileRow } from "@caudal/db/queries/files.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Scope } from "@caudal/db/scope.ts";
import type { Transaction } from "kysely";

/** A file that this scope reads. @throws Fault `not_found` */
export async function requireFile(tx: Transaction<Database>, id: string): Promise<FileRow> {
  const file = await findFile(tx, id);
  if (file === null) throw new Fault("not_found");
  return file;
}

/**
 * Refuses whoever only reads the file, in words of their own: policies refuse them too, as if it were not there.
 *
 * @throws Fault `not_found`, `file_not_yours`
 */
export async function requireOwnFile(tx: Transaction<Database>, scope: Scope, id: string): Promise<void> {
  const file = await tx.selectFrom("files").select("user_id").where("id", "=", id).executeTakeFirst();
  if (file === undefined) throw new Fault("not_found");
  if (file.user_id !== scope.userId) throw new Fault("file_not_yours");
}
