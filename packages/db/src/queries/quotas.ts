import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/** Bytes that the scope's account keeps, uploads under way in full length, and how many it may; null for no limit. */
export type StorageState = { readonly used: number; readonly limit: number | null };

/** `byDefault`: the limit of an account without a figure of its own; null for none. */
export async function loadStorage(tx: Transaction<Database>, byDefault: number | null): Promise<StorageState> {
  return stateOf(
    await sql<Row>`select used::float8 as used, most::float8 as most from caudal.storage_state(${byDefault ?? -1}::bigint)`.execute(
      tx,
    ),
  );
}

/**
 * Makes sure that so many bytes more fit, until this transaction ends: what is announced at the same time waits, and counts them.
 *
 * @throws Fault `storage_quota_reached` with `used`, `limit` and `asked`.
 */
export async function reserveStorage(
  tx: Transaction<Database>,
  asked: number,
  byDefault: number | null,
): Promise<void> {
  const { used, limit } = stateOf(
    await sql<Row>`select used::float8 as used, most::float8 as most from caudal.lock_storage(${byDefault ?? -1}::bigint)`.execute(
      tx,
    ),
  );
  if (limit !== null && used + asked > limit)
    throw new Fault("storage_quota_reached", { params: { used, limit, asked } });
}

export type QuotaFigures = { readonly storageBytes: number | null; readonly runs: number | null };

/** Sets an account's own figures; null leaves one to the settings. Needs no scope: the operator's. @throws Fault `not_found` */
export async function setQuota(
  db: Kysely<Database>,
  accountId: string,
  { storageBytes, runs }: QuotaFigures,
): Promise<void> {
  const { rows } = await sql<{
    done: boolean;
  }>`select caudal.set_quota(${accountId}::uuid, ${storageBytes}::bigint, ${runs}::integer) as done`.execute(db);
  if (rows[0]?.done !== true) throw new Fault("not_found");
}

type Row = { readonly used: number; readonly most: number | null };

function stateOf({ rows: [row] }: { readonly rows: readonly Row[] }): StorageState {
  if (row === undefined) throw new Error("no state of the storage");
  return { used: row.used, limit: row.most };
}
