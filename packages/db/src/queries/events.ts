import type { Selectable, Transaction } from "kysely";
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
