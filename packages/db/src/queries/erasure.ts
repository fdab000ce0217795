import { sql, type Kysely, type Transaction } from "kysely";
import type { Database, MembersTable } from "../schema.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

/** An account of whoever asks; `others` and `owners` count further members and further owners. */
export type OwnAccount = {
  readonly account_id: string;
  readonly name: string;
  readonly role: MembersTable["role"];
  readonly others: number;
  readonly owners: number;
};

export async function listOwnAccounts(tx: Transaction<Database>): Promise<readonly OwnAccount[]> {
  return (await sql<OwnAccount>`select * from caudal.list_own_accounts()`.execute(tx)).rows;
}

/** What of a person is in the account of this scope. */
export type OwnThings = {
  readonly files: number;
  readonly bytes: number;
  readonly insights: number;
  readonly notifications: number;
  readonly shares_given: number;
  readonly shares_received: number;
};

export async function countOwnThings(tx: Transaction<Database>): Promise<OwnThings> {
  const me = sql`(select caudal.claim_user_id())`;
  const here = sql`(select caudal.claim_account_id())`;
  const { rows } = await sql<Record<keyof OwnThings, string>>`select
    (select count(*) from files where account_id = ${here} and user_id = ${me}) as files,
    (select coalesce(sum(file_size), 0) from files where account_id = ${here} and user_id = ${me}) as bytes,
    (select count(*) from insights where account_id = ${here} and user_id = ${me}) as insights,
    (select count(*) from notifications) as notifications,
    (select count(*) from shares where user_id = ${me}) as shares_given,
    (select count(*) from shares where grantee_user_id = ${me}) as shares_received`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("nothing counted");
  return {
    files: Number(row.files),
    bytes: Number(row.bytes),
    insights: Number(row.insights),
    notifications: Number(row.notifications),
    shares_given: Number(row.shares_given),
    shares_received: Number(row.shares_received),
  };
}

/** Notes, in each account from which an export takes something of this scope's person, that it was taken. */
export async function recordExport(tx: Transaction<Database>): Promise<void> {
  await sql`select caudal.record_export()`.execute(tx);
}

/**
 * Asks for the erasure of this scope's person, and ends every membership: in the same transaction, so that nothing is half asked. `givingUp`:
 * accounts of which she is the last owner and that go with everybody's things. False when she is the last owner of another one. Throws Fault
 * `last_owner` where a constraint sees it first.
 */
export async function beginErasure(tx: Transaction<Database>, givingUp: readonly string[]): Promise<boolean> {
  const { rows } = await refuseByConstraint(() =>
    sql<{ begun: boolean }>`select caudal.begin_erasure(${[...givingUp]}::uuid[]) as begun`.execute(tx),
  );
  return rows[0]?.begun === true;
}

/** Persons whose erasure was asked for and is not done; needs no scope, as all that follows. */
export async function listErasures(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ person: string }>`select caudal.list_erasures() as person`.execute(db);
  return rows.map((row) => row.person);
}

/** What was promised to be gone and is not: how many persons, how many departures, and for how many seconds the oldest of each has waited. */
export type WaitingRemovals = {
  readonly erasures: number;
  readonly erasure_seconds: number;
  readonly departures: number;
  readonly departure_seconds: number;
};

export async function countRemovals(db: Kysely<Database>): Promise<WaitingRemovals> {
  const { rows } = await sql<WaitingRemovals>`select * from caudal.count_removals()`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("nothing counted");
  return row;
}

export type ErasableObject = { readonly kind: "file" | "upload"; readonly id: string; readonly object_key: string };

export async function listErasable(
  db: Kysely<Database>,
  person: string,
  atMost: number,
): Promise<readonly ErasableObject[]> {
  return (await sql<ErasableObject>`select * from caudal.list_erasable(${person}, ${atMost})`.execute(db)).rows;
}

export async function eraseObject(db: Kysely<Database>, person: string, { kind, id }: ErasableObject): Promise<void> {
  await sql`select caudal.erase_object(${person}, ${kind}, ${id})`.execute(db);
}

/** Mails to a person who is being erased: to these addresses until this moment, and these entries of the outbox. */
export type ErasableMails = {
  readonly addresses: readonly string[];
  readonly entries: readonly string[];
  readonly until: Date;
};

/** Null when nobody asked for that person's erasure. */
export async function listErasableMails(db: Kysely<Database>, person: string): Promise<ErasableMails | null> {
  const { rows } = await sql<{
    address: string | null;
    mail: string | null;
    asked_at: Date;
  }>`select address, mail, asked_at from caudal.list_mails_of_erased(${person})`.execute(db);
  const [first] = rows;
  if (first === undefined) return null;
  return {
    addresses: [...new Set(rows.flatMap(({ address }) => address?.toLowerCase() ?? []))],
    entries: rows.flatMap(({ mail }) => mail ?? []),
    until: first.asked_at,
  };
}

/** False while something of the person has bytes in the store. */
export async function erasePerson(db: Kysely<Database>, person: string): Promise<boolean> {
  const { rows } = await sql<{ gone: boolean }>`select caudal.erase_person(${person}) as gone`.execute(db);
  return rows[0]?.gone === true;
}

/** Removes notifications of a person who is being erased, at most so many, and answers how many that were. */
export async function eraseNotifications(db: Kysely<Database>, person: string, atMost: number): Promise<number> {
  const { rows } = await sql<{ n: string }>`select caudal.erase_notifications(${person}, ${atMost}) as n`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/**
 * Empties what the log says of a person, at most so many entries of it, and closes the erasure once there are none; answers whether it is
 * closed. The chain verifies after each piece.
 */
export async function closeErasure(db: Kysely<Database>, person: string, atMost: number): Promise<boolean> {
  const { rows } = await sql<{ closed: boolean }>`select caudal.close_erasure(${person}, ${atMost}) as closed`.execute(
    db,
  );
  return rows[0]?.closed === true;
}
