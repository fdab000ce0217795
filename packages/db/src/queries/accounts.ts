import { Fault } from "@caudal/base/fault.ts";
import type { Transaction } from "kysely";
import type { Database } from "../schema.ts";

export type AccountRow = { readonly id: string; readonly name: string };

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
