import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { Database, EventsTable } from "../schema.ts";

export type EventRow = Selectable<EventsTable>;

/**
 * Events of this scope after an id, in order. Ids become visible in order (see migration 0009): whoever resumes after the last one
 * that was read misses none.
 */
export async function listEventsAfter(tx: Transaction<Database>, after: string, limit: number): Promise<EventRow[]> {
  return tx.selectFrom("events").selectAll().where("id", ">", after).orderBy("id").limit(limit).execute();
}

/** The newest event of this scope; "0" when there is none. */
export async function lastEventId(tx: Transaction<Database>): Promise<string> {
  const row = await tx.selectFrom("events").select("id").orderBy("id", "desc").limit(1).executeTakeFirst();
  return row?.id ?? "0";
}

/** Removes events that nobody will ask for any more (older than a day), of everybody; needs no scope. Gives how many. */
export async function pruneEvents(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ pruned: string }>`select caudal.prune_events() as pruned`.execute(db);
  return Number(rows[0]?.pruned ?? 0);
}
