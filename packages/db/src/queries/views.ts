import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

/**
 * Begins a view of the account as another member, in the scope of the manager who asks. Gives when it ends. Throws Fault `not_found`,
 * `view_refused`, `conflict` where the session has one already.
 */
export async function beginView(
  tx: Transaction<Database>,
  sessionId: string,
  memberId: string,
  forMs: number,
): Promise<Date> {
  const { rows } = await refuseByConstraint(() =>
    sql<{
      until: Date | null;
      refused: boolean | null;
    }>`select until, until = '-infinity' as refused from caudal.begin_view(${sessionId}, ${memberId}, ${forMs}::bigint) as until`.execute(
      tx,
    ),
  );
  const row = rows[0];
  if (row?.refused === true) throw new Fault("view_refused");
  if (row === undefined || row.until === null) throw new Fault("not_found");
  return row.until;
}

/** Ends the session's view, in its manager's own scope. False when there was none. */
export async function endView(tx: Transaction<Database>, sessionId: string): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`select caudal.end_view(${sessionId}) as ended`.execute(tx);
  return rows[0]?.ended === true;
}

/** Ends the views of everybody whose time is over; needs no scope. Gives how many. */
export async function pruneViews(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ pruned: string }>`select caudal.prune_views() as pruned`.execute(db);
  return Number(rows[0]?.pruned ?? 0);
}
