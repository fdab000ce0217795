import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { lockWays } from "../scope.ts";
import { holdMembers } from "./members.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

type Role = Database["members"]["role"];
export type AccountRow = { readonly id: string; readonly name: string };
export type MembershipRow = { readonly account_id: string; readonly name: string; readonly role: Role };

/** Renames the account of this scope. Throws Fault `forbidden` when the policies let its role rename nothing. */
export async function renameAccount(tx: Transaction<Database>, accountId: string, name: string): Promise<AccountRow> {
  const row = await tx
    .updateTable("accounts")
    .set({ name })
    .where("id", "=", accountId)
    .returning(["id", "name"])
    .executeTakeFirst();
  if (row === undefined) throw new Fault("forbidden");
  return row;
}

/** The accounts to which the person of this scope belongs, the oldest membership first. */
export async function listMemberships(tx: Transaction<Database>): Promise<readonly MembershipRow[]> {
  return (await sql<MembershipRow>`select account_id, name, role from caudal.list_memberships()`.execute(tx)).rows;
}

/** From here on the session acts in that account. False when its person does not belong to it. Needs no scope. */
export async function chooseAccount(
  db: Kysely<Database>,
  session: { readonly id: string; readonly userId: string },
  accountId: string,
): Promise<boolean> {
  const { rows } = await sql<{
    chosen: boolean;
  }>`select caudal.choose_account(${session.id}, ${session.userId}, ${accountId}) as chosen`.execute(db);
  return rows[0]?.chosen === true;
}

/** Ends the membership of this scope's person. Throws Fault `last_owner`, `forbidden` for whom somebody else removed just before. */
export async function leaveAccount(tx: Transaction<Database>, userId: string): Promise<void> {
  await lockWays(tx, userId);
  await holdMembers(tx);
  await refuseByConstraint(() => tx.deleteFrom("members").where("user_id", "=", userId).execute());
}
