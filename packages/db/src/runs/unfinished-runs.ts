import { sql, type Kysely } from "kysely";
import type { Database } from "../schema.ts";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Of these ids those of runs, of whomever, that have not ended. Needs no scope. What is no run's id is none. */
export async function listUnfinishedRuns(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const known = ids.filter((id) => uuid.test(id));
  if (known.length === 0) return new Set();
  const { rows } = await sql<{
    id: string;
  }>`select id from caudal.list_unfinished_runs(${known}::uuid[]) as id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
