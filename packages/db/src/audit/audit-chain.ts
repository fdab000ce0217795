import { auditEntry, type AuditEntry, type AuditSeal } from "@caudal/audit/audit-entry.ts";
import { chainStart, type ChainEnd } from "@caudal/audit/seal-entries.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { AuditedChange, Database } from "../schema.ts";
import type { Origin } from "../scope.ts";

/** The end of the chain, and what waits for it. Needs no scope. */
export type AuditStatus = {
  readonly end: Omit<AuditSeal, "entry_id" | "who_digest" | "what_digest"> | null;
  readonly unsealed: number;
  readonly oldestUnsealed: Date | null;
};

export async function readAuditStatus(db: Kysely<Database>): Promise<AuditStatus> {
  const { rows } = await sql<{
    last_position: string;
    link: string | null;
    key_id: string | null;
    sealed_at: string | null;
    unsealed: string;
    oldest_unsealed: Date | null;
  }>`select * from caudal.read_audit_status()`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("read_audit_status gave no row");
  const { link, key_id, sealed_at } = row;
  return {
    end:
      link === null || key_id === null || sealed_at === null
        ? null
        : { position: Number(row.last_position), link, key_id, sealed_at },
    unsealed: Number(row.unsealed),
    oldestUnsealed: row.oldest_unsealed,
  };
}

/**
 * Adds what `seal` makes of the next entries (at most so many) to the chain, in one short transaction of which there is one at a time on
 * all servers. Gives how many; null when somebody else is sealing.
 */
export function sealNext(
  db: Kysely<Database>,
  atMost: number,
  seal: (end: ChainEnd, entries: readonly AuditEntry[]) => readonly AuditSeal[],
): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      last_position: string;
      link: Buffer | null;
    }>`select * from caudal.lock_audit_chain()`.execute(tx);
    const [last] = rows;
    if (last === undefined) return null;
    // Read after the lock was taken, by a statement of its own: whatever the one before had sealed is seen.
    const entries = await sql<{ entry: unknown }>`select entry from caudal.read_unsealed_entries(0, ${atMost})`.execute(
      tx,
    );
    if (entries.rows.length === 0) return 0;
    const end: ChainEnd =
      last.link === null ? chainStart : { position: Number(last.last_position), link: last.link.toString("hex") };
    const seals = seal(
      end,
      entries.rows.map((row) => auditEntry.parse(row.entry)),
    );
    await sql`select caudal.append_seals(${JSON.stringify(seals)})`.execute(tx);
    return seals.length;
  });
}

/** The links at those of these positions that the chain has. */
export async function readLinks(
  db: Kysely<Database>,
  positions: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{
    position: string;
    link: string;
  }>`select position, link from caudal.read_audit_links(${[...positions]}::bigint[])`.execute(db);
  return new Map(rows.map(({ position, link }) => [Number(position), link]));
}

/** An operator knows why the chain does not have the heads that were kept of it. Needs no scope. */
export async function recordAcknowledgement(
  db: Kysely<Database>,
  changes: Readonly<Record<"because" | "heads" | "chain", AuditedChange>>,
  origin: Origin,
): Promise<void> {
  await db
    .transaction()
    .execute((tx) =>
      sql`select caudal.record_audit_acknowledged(${JSON.stringify(changes)}, ${JSON.stringify(origin)})`.execute(tx),
    );
}

/** What an export consists of, in this order. Somebody who wrote into the tables by hand may have left what is no entry: it comes as it is. */
export type AuditRecord =
  | { readonly kind: "seal"; readonly seal: unknown; readonly entry: unknown }
  | { readonly kind: "unsealed"; readonly entry: unknown };

const page = 1_000;

/**
 * Everything that verification needs, as the database has it at one moment: an erasure in the meantime shows nowhere or everywhere. To be
 * called at the very beginning of a transaction, which then sees what was there at that moment and nothing later.
 */
export async function* readWholeAudit(tx: Transaction<Database>): AsyncGenerator<readonly AuditRecord[], void> {
  await sql`set transaction isolation level repeatable read, read only`.execute(tx);
  for (let after = 0, more = true; more;) {
    const { rows } = await sql<{
      seal: { readonly position: number };
      entry: unknown;
    }>`select seal, entry from caudal.read_audit_chain(${after}, ${page})`.execute(tx);
    more = rows.length === page;
    after = rows.at(-1)?.seal.position ?? after;
    yield rows.map(({ seal, entry }) => ({ kind: "seal", seal, entry }) as const);
  }
  for (let after = 0, more = true; more;) {
    const { rows } = await sql<{
      entry: { readonly id: number };
    }>`select entry from caudal.read_entries_outside_chain(${after}, ${page})`.execute(tx);
    more = rows.length === page;
    after = rows.at(-1)?.entry.id ?? after;
    yield rows.map(({ entry }) => ({ kind: "unsealed", entry }) as const);
  }
}
