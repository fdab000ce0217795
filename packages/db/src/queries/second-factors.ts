import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/** Somebody of this scope's account who has not turned their second factor on here. */
export type Lacking = {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: "es" | "en";
};

/** Who lacks it, the oldest member first; nobody for whoever does not manage members. */
export async function listWithoutFactor(tx: Transaction<Database>): Promise<readonly Lacking[]> {
  return (await sql<Lacking>`select user_id, name, email, locale from caudal.list_without_factor()`.execute(tx)).rows;
}

/** Whether the account of this scope asks everybody for a second factor. */
export async function isFactorRequired(tx: Transaction<Database>, accountId: string): Promise<boolean> {
  const row = await tx
    .selectFrom("accounts")
    .select("second_factor_required")
    .where("id", "=", accountId)
    .executeTakeFirst();
  return row?.second_factor_required === true;
}

/** Gives whether that changed anything. Throws Fault `forbidden` when the policies let the asker not. */
export async function requireFactor(tx: Transaction<Database>, accountId: string, required: boolean): Promise<boolean> {
  const before = await tx
    .selectFrom("accounts")
    .select("second_factor_required")
    .where("id", "=", accountId)
    .forUpdate()
    .executeTakeFirst();
  if (before?.second_factor_required === required) return false;
  const changed = await tx
    .updateTable("accounts")
    .set({ second_factor_required: required })
    .where("id", "=", accountId)
    .returning("id")
    .executeTakeFirst();
  if (changed === undefined) throw new Fault("forbidden");
  return true;
}

/** Whether the person of this scope has a second factor: turned on here, or asked for where this session began. */
export async function hasFactor(tx: Transaction<Database>, userId: string, sessionId: string): Promise<boolean> {
  const { rows } = await sql<{
    has: boolean;
  }>`select caudal.has_turned_on(${userId}) or caudal.has_provider_factor(${sessionId}) as has`.execute(tx);
  return rows[0]?.has === true;
}

/** Whether an account of this scope's person asks for it. */
export async function isFactorAsked(tx: Transaction<Database>): Promise<boolean> {
  const { rows } = await sql<{ asked: boolean }>`select caudal.is_factor_asked() as asked`.execute(tx);
  return rows[0]?.asked === true;
}
