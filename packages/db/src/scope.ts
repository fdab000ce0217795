import type { Kysely, Transaction } from "kysely";
import type { Database } from "./schema.ts";

/** Who asks: set in the database for the length of one transaction, where every policy reads it. */
export type Scope = { readonly userId: string; readonly accountId: string };

/**
 * Runs queries as one member: a short transaction whose first statement sets the claims (transaction-local), under FORCE ROW LEVEL
 * SECURITY. Never hold it over an upload or an event stream. Without a scope no row is visible.
 */
export async function withScope<T>(db: Kysely<Database>, scope: Scope, work: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
  void db;
  void scope;
  void work;
  throw new Error("to be written with the first migration");
}
