import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { faultOfRefusedRow } from "../refused-row.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

type Role = Database["members"]["role"];

export type MemberRow = {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly access_profile_id: string;
  readonly joined_at: Date;
  readonly last_sign_in_at: Date | null;
  readonly second_factor: boolean;
  readonly sessions: number;
  readonly keys: number;
  readonly links: number;
};
export type MemberChange = { readonly role?: Role; readonly access_profile_id?: string };

/** Members of this scope's account with their names, the oldest first; none for whoever does not manage them. */
export async function listMembers(tx: Transaction<Database>): Promise<readonly MemberRow[]> {
  return (await sql<MemberRow>`select * from caudal.list_members()`.execute(tx)).rows;
}

/** Throws Fault `not_found` where nobody of that id belongs to the account. */
export async function findMember(tx: Transaction<Database>, userId: string): Promise<MemberRow> {
  const { rows } = await sql<MemberRow>`select * from caudal.find_member(${userId})`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Fault("not_found");
  return row;
}

/**
 * Waits for the turn of this scope's account: whoever erases themselves, leaves, hands over, changes or removes does so one after another,
 * and locks rows in whatever order then. Throws Fault `forbidden` for whom the turn before has removed or given another role.
 */
export async function holdMembers(tx: Transaction<Database>): Promise<void> {
  const { rows } = await sql<{ holds: boolean }>`select caudal.hold_members() as holds`.execute(tx);
  if (rows[0]?.holds !== true) throw new Fault("forbidden");
}

/** As `lockWays`, of nobody who is no member of this scope's account. */
async function lockWaysOfMember(tx: Transaction<Database>, userId: string): Promise<void> {
  await sql`select caudal.lock_ways(m.user_id) from caudal.members m
    where m.account_id = caudal.claim_account_id() and m.user_id = ${userId}`.execute(tx);
}

/**
 * Changes role and access profile. Throws Fault `forbidden` when the policies let the asker not (an owner is changed by an owner only,
 * and nobody raises himself), `last_owner`, `not_found`.
 */
export async function changeMember(
  tx: Transaction<Database>,
  userId: string,
  change: MemberChange,
): Promise<MemberRow> {
  if (change.role !== undefined) await lockWaysOfMember(tx, userId);
  await holdMembers(tx);
  await findMember(tx, userId);
  if (Object.keys(change).length > 0) {
    const changed = await refuseByConstraint(() =>
      refuseByPolicy(() =>
        tx.updateTable("members").set(change).where("user_id", "=", userId).returning("user_id").executeTakeFirst(),
      ),
    );
    if (changed === undefined) throw new Fault("forbidden");
  }
  return findMember(tx, userId);
}

/** Removes a member. Throws as `changeMember`. */
export async function removeMember(tx: Transaction<Database>, userId: string): Promise<void> {
  await lockWaysOfMember(tx, userId);
  await holdMembers(tx);
  await findMember(tx, userId);
  const removed = await refuseByConstraint(() =>
    tx.deleteFrom("members").where("user_id", "=", userId).returning("user_id").executeTakeFirst(),
  );
  if (removed === undefined) throw new Fault("forbidden");
}

/** Makes a member an owner and lowers the asker, who is one, to administrator. Throws Fault `not_found`. */
export async function handOver(tx: Transaction<Database>, fromUserId: string, toUserId: string): Promise<void> {
  if (fromUserId === toUserId) throw new Fault("not_found");
  // Both before what members wait for in turns, in one order for all.
  for (const userId of [fromUserId, toUserId].toSorted()) await lockWaysOfMember(tx, userId);
  await changeMember(tx, toUserId, { role: "owner" });
  await changeMember(tx, fromUserId, { role: "admin" });
}

/** A row that was found and may not become what was asked for. */
async function refuseByPolicy<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (thrown) {
    throw faultOfRefusedRow(thrown) ?? thrown;
  }
}
