import { sql, type Kysely, type Transaction } from "kysely";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Database } from "../schema.ts";
import type { ErasableObject } from "./erasure.ts";

/** How much of somebody is kept in an account that they left, and until when. */
type Kept = { readonly left_at: Date; readonly ends_at: Date; readonly files: number; readonly bytes: number };
export type LeftAccountRow = Kept & { readonly account_id: string; readonly name: string };
export type DepartureRow = Kept & { readonly user_id: string; readonly name: string };

type Counted<T extends Kept> = Omit<T, "files" | "bytes"> & { readonly files: string; readonly bytes: string };

/** Accounts that the person of this scope left and in which something of theirs is kept, the latest first. */
export async function listLeftAccounts(tx: Transaction<Database>): Promise<readonly LeftAccountRow[]> {
  const { rows } = await sql<Counted<LeftAccountRow>>`select * from caudal.list_left_accounts()`.execute(tx);
  return rows.map((row) => ({ ...row, files: Number(row.files), bytes: Number(row.bytes) }));
}

/** Who left the account of this scope, the latest first; none for whoever does not manage it. */
export async function listDepartures(tx: Transaction<Database>): Promise<readonly DepartureRow[]> {
  const { rows } = await sql<Counted<DepartureRow>>`select * from caudal.list_departures()`.execute(tx);
  return rows.map((row) => ({ ...row, files: Number(row.files), bytes: Number(row.bytes) }));
}

/** What the mail about a departure says. */
export type DepartureNotice = {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly account: string;
  readonly ends_at: Date;
  readonly files: number;
};

/** Null where nobody of that id has just left the account of this scope. Whoever asks tells that person, in the same transaction. */
export async function readDeparture(tx: Transaction<Database>, userId: string): Promise<DepartureNotice | null> {
  const { rows } = await sql<
    Omit<DepartureNotice, "files"> & { readonly files: string }
  >`select * from caudal.read_departure(${userId})`.execute(tx);
  const row = rows[0];
  return row === undefined ? null : { ...row, files: Number(row.files) };
}

/** One whom nobody told yet, whose time begins now. Null when there is none; needs no scope. */
export async function tellOneDeparture(
  tx: Transaction<Database>,
): Promise<(DepartureNotice & { readonly user_id: string }) | null> {
  const { rows } = await sql<
    Omit<DepartureNotice, "files"> & { readonly files: string; readonly user_id: string }
  >`select * from caudal.tell_departure()`.execute(tx);
  const row = rows[0];
  return row === undefined ? null : { ...row, files: Number(row.files) };
}

/** What the person of this scope left in that account goes now. False where nothing is kept. */
export async function endDeparture(tx: Transaction<Database>, accountId: string): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`select caudal.end_departure(${accountId}) as ended`.execute(tx);
  return rows[0]?.ended === true;
}

export type LeftObject = ErasableObject & { readonly user_id: string };

/** What is over and has bytes in the object store; needs no scope, as all that follows. */
export async function listLeftObjects(db: Kysely<Database>, atMost: number): Promise<readonly LeftObject[]> {
  return (await sql<LeftObject>`select * from caudal.list_left_objects(${atMost})`.execute(db)).rows;
}

export async function removeLeftObject(db: Kysely<Database>, { kind, id }: ErasableObject): Promise<void> {
  await sql`select caudal.remove_left_object(${kind}, ${id})`.execute(db);
}

/** Removes notifications of departures that are over, at most so many, and answers how many that were. */
export async function removeLeftNotifications(db: Kysely<Database>, atMost: number): Promise<number> {
  const { rows } = await sql<{ n: string }>`select caudal.remove_left_notifications(${atMost}) as n`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** What was removed, for whom it was. */
export type ClosedDeparture = Omit<DepartureNotice, "ends_at"> & { readonly user_id: string; readonly bytes: number };

/** Closes one departure of which no bytes are left. Null when there is none. */
export async function closeDeparture(tx: Transaction<Database>): Promise<ClosedDeparture | null> {
  const { rows } = await sql<
    Omit<ClosedDeparture, "bytes"> & { readonly bytes: string }
  >`select * from caudal.close_departure()`.execute(tx);
  const row = rows[0];
  return row === undefined ? null : { ...row, bytes: Number(row.bytes) };
}
