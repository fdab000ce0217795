import { createHash } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { ReceiptColumn, ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import type { StoredFacts } from "@caudal/db/queries/receipts.ts";
import type { AddUp, TableChecker } from "@caudal/engines/embedded/table-checker.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { z } from "zod";

export type FactPorts = { readonly objects: ObjectStore; readonly checker: TableChecker };

export type MeasuredFacts = Pick<ReceiptFacts, "content" | "original" | "table" | "shown">;

/**
 * What is there now of all that a run's receipt speaks of: bytes are hashed anew, rows are added up anew by the engine. All of it in one of the
 * checker's places, so that whoever asks often keeps the server's only thread from nobody.
 */
export function measureFacts(
  { objects, checker }: FactPorts,
  stored: StoredFacts,
  owner: string,
  signal: AbortSignal,
): Promise<MeasuredFacts> {
  return checker.inPlace({ owner, signal }, async (addUp) => ({
    content: ReceiptContent.parse(stored.content),
    original: stored.objectKey === null ? null : await hashObject(objects, stored.objectKey, signal),
    table: stored.tableKey === null ? null : await measureTable(objects, stored.tableKey, addUp, signal),
    shown:
      stored.shown === null
        ? null
        : {
            rows: countOf(stored.shown.rows),
            rejected: countOf(stored.shown.rejected),
            columns: z.array(ReceiptColumn).safeParse(stored.shown.columns).data ?? [],
          },
  }));
}

async function measureTable(
  objects: ObjectStore,
  key: string,
  addUp: AddUp,
  signal: AbortSignal,
): Promise<ReceiptFacts["table"]> {
  const bytes = await hashObject(objects, key, signal);
  if (bytes === null) return null;
  return { sha256: bytes.sha256, bytes: bytes.size, contents: await contentsOf(await objects.localPath(key), addUp) };
}

/** Null for a copy that cannot be read: DuckDB has a name for some of what may be wrong with one, and for some it has not. */
async function contentsOf(path: string, addUp: AddUp) {
  try {
    const { columns, ...rest } = await addUp(path);
    return { ...rest, columns: [...columns] };
  } catch (error) {
    const unreadable = ["file_damaged", "file_missing", "engine_query_failed"];
    if (error instanceof Fault && unreadable.includes(error.code)) return null;
    throw error;
  }
}

async function hashObject(
  objects: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<{ size: number; sha256: string } | null> {
  if ((await objects.size(key)) === null) return null;
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of await objects.read(key)) {
    signal.throwIfAborted();
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    size += bytes.length;
    hash.update(bytes);
  }
  return { size, sha256: hash.digest("hex") };
}

function countOf(stored: string | null): number | null {
  return stored === null ? null : Number(stored);
}
