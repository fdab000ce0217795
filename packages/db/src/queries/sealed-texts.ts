import { sql, type Kysely } from "kysely";
import type { AuditedChange, Database } from "../schema.ts";
import type { Origin } from "../scope.ts";

/** A text that is sealed under another key than the current one, and what it is sealed for. `spot` says where it stands. */
export type SealedText = {
  readonly spot: string;
  readonly sealed: string;
  readonly belongsTo: Readonly<Record<string, string>>;
};

/** Those after a spot, in order. Needs no scope. */
export async function listSealed(
  db: Kysely<Database>,
  currentKey: string,
  after: string,
  atMost: number,
): Promise<readonly SealedText[]> {
  const { rows } = await sql<{
    spot: string;
    sealed: string;
    belongs_to: Readonly<Record<string, string>>;
  }>`select spot, sealed, belongs_to from caudal.list_sealed(${currentKey}, ${after}, ${atMost})`.execute(db);
  return rows.map(({ spot, sealed, belongs_to: belongsTo }) => ({ spot, sealed, belongsTo }));
}

/** Whether it was still what was read. */
export async function replaceSealed(
  db: Kysely<Database>,
  { spot, sealed }: SealedText,
  anew: string,
): Promise<boolean> {
  const { rows } = await sql<{
    replaced: boolean;
  }>`select caudal.replace_sealed(${spot}, ${sealed}, ${anew}) as replaced`.execute(db);
  return rows[0]?.replaced === true;
}

/** Into the audit. `origin` null: the server went on with it by itself. */
export async function recordKeyChange(
  db: Kysely<Database>,
  action: "master_key.changed" | "master_key.retired",
  changes: Readonly<Record<string, AuditedChange>>,
  origin: Origin | null,
): Promise<void> {
  await db
    .transaction()
    .execute((tx) =>
      sql`select caudal.record_key_change(${action}, ${JSON.stringify(changes)}, ${origin === null ? null : JSON.stringify(origin)})`.execute(
        tx,
      ),
    );
}
