import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { Database, ReceiptsTable } from "../schema.ts";

export type ReceiptRow = Selectable<ReceiptsTable>;

/** The receipt of a run; null when this scope sees none. */
export async function findReceipt(tx: Transaction<Database>, runId: string): Promise<ReceiptRow | null> {
  return (await tx.selectFrom("receipts").selectAll().where("run_id", "=", runId).executeTakeFirst()) ?? null;
}

export type Unsealed = { readonly runId: string; readonly content: unknown };

/** Receipts that wait for their seal, the oldest first; needs no scope. */
export async function listUnsealedReceipts(db: Kysely<Database>, atMost: number): Promise<readonly Unsealed[]> {
  const { rows } = await sql<{
    run_id: string;
    content: unknown;
  }>`select run_id, content from caudal.list_unsealed_receipts(${atMost})`.execute(db);
  return rows.map((row) => ({ runId: row.run_id, content: row.content }));
}

export type Seal = { readonly keyId: string; readonly signature: string; readonly sealedAt: string };

/** Puts a seal on a receipt that has none, and says whether it did: the first one stays. Needs no scope. */
export async function saveSeal(db: Kysely<Database>, runId: string, seal: Seal): Promise<boolean> {
  const { rows } = await sql<{
    sealed: boolean;
  }>`select caudal.seal_receipt(${runId}, ${seal.keyId}, ${seal.signature}, ${seal.sealedAt}) as sealed`.execute(db);
  return rows[0]?.sealed === true;
}

/** What the database says now of all that a receipt holds, and where the bytes stand. */
export type StoredFacts = {
  readonly content: unknown;
  readonly objectKey: string | null;
  readonly tableKey: string | null;
  /** What the file shows, where this run's result is what it shows. */
  readonly shown: {
    readonly rows: string | null;
    readonly rejected: string | null;
    readonly columns: unknown[] | null;
  } | null;
  /** The run whose result the file shows instead, once nothing of this one's is kept. */
  readonly replacedBy: string | null;
};

/** Null when this scope sees no such run. */
export async function loadReceiptFacts(tx: Transaction<Database>, runId: string): Promise<StoredFacts | null> {
  const row = await tx
    .selectFrom("runs")
    .leftJoin("files", "files.id", "runs.file_id")
    .leftJoin("run_profiles as found", "found.run_id", "runs.id")
    .select([
      sql<unknown>`caudal.receipt_content(runs)`.as("content"),
      "files.object_key",
      "files.profile_run_id",
      "files.rows",
      "files.rejected",
      "files.columns",
      "found.table_key",
      "found.run_id as kept",
    ])
    .where("runs.id", "=", runId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const isShown = row.profile_run_id === runId;
  return {
    content: row.content,
    objectKey: row.object_key,
    tableKey: row.table_key,
    shown: isShown ? { rows: row.rows, rejected: row.rejected, columns: row.columns } : null,
    replacedBy: row.kept === null && !isShown ? row.profile_run_id : null,
  };
}
