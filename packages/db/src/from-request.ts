import { sql, type Kysely } from "kysely";
import { currentOrigin } from "./origin-context.ts";
import type { Database } from "./schema.ts";

/**
 * For what people set off before they have a scope (they found an account, join one): the audit's entries of it say from where, as those
 * of a scope do. Within a transaction somebody has said it already.
 */
export async function fromRequest<T>(db: Kysely<Database>, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  const origin = currentOrigin();
  if (origin === undefined || db.isTransaction) return work(db);
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('caudal.origin', ${JSON.stringify(origin)}, true)`.execute(tx);
    return work(tx);
  });
}
