import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { Database, ReceiptsTable } from "../schema.ts";

export type ReceiptRow = Selectable<ReceiptsTable>;

/** `text` is the content as the database writes it, of which `recorded` are the digests (SHA-256) that the audit was told. */
export type FoundReceipt = ReceiptRow & { readonly text: string; readonly recorded: readonly string[] };

/** The receipt of a run; null when this scope sees none. */
export async function findReceipt(tx: Transaction<Database>, runId: string): Promise<FoundReceipt | null> {
  const found = await tx
    .selectFrom("receipts")
    .selectAll()
    .select([
      sql<string>`content::text`.as("text"),
      sql<string[]>`array(select caudal.read_recorded_receipt(run_id))`.as("recorded"),
    ])
    .where("run_id", "=", runId)
    .executeTakeFirst();
  return found ?? null;
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
  /** A later run of the same file that may have taken the place of what this one left, once nothing of that is kept. */
  readonly successor: { readonly runId: string; readonly isAtWork: boolean } | null;
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
      "runs.file_id",
      "runs.state",
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
    successor:
      row.kept !== null || row.file_id === null ? null : await findLater(tx, row.file_id, { runId, state: row.state }),
  };
}

/** The latest that read the file and, where the earlier one had a whole result, made one too; else one that is at work on it. */
async function findLater(
  tx: Transaction<Database>,
  fileId: string,
  earlier: { readonly runId: string; readonly state: string },
): Promise<StoredFacts["successor"]> {
  const { rows } = await sql<{ readonly runId: string; readonly isAtWork: boolean }>`
    select r.id as "runId", s.run_id is null as "isAtWork"
      from runs r left join receipts s on s.run_id = r.id
     where r.file_id = ${fileId} and r.queued_at > (select e.queued_at from runs e where e.id = ${earlier.runId})
       and case when s.run_id is null then exists (select from run_profiles p where p.run_id = r.id)
           else s.content -> 'engine' <> 'null' and (${earlier.state} <> 'succeeded'
             or s.content -> 'run' ->> 'state' = 'succeeded' or s.content -> 'left' -> 'table' <> 'null') end
     order by s.run_id is null, r.queued_at desc, r.id desc limit 1`.execute(tx);
  return rows[0] ?? null;
}
