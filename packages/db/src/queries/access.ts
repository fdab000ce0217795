import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

export type CompanyRow = { readonly id: string; readonly name: string };
export type WarehouseRow = { readonly id: string; readonly company_id: string; readonly name: string };
export type TabRow = { readonly id: string; readonly key: string; readonly name: string };

/** Companies, warehouses and tabs are read as this scope sees them: the policies cut them by access profile. */
export async function listCompanies(tx: Transaction<Database>): Promise<readonly CompanyRow[]> {
  return tx.selectFrom("companies").select(["id", "name"]).orderBy("name").orderBy("id").execute();
}

export async function listWarehouses(tx: Transaction<Database>): Promise<readonly WarehouseRow[]> {
  return tx.selectFrom("warehouses").select(["id", "company_id", "name"]).orderBy("name").orderBy("id").execute();
}

export async function listTabs(tx: Transaction<Database>): Promise<readonly TabRow[]> {
  return tx.selectFrom("tabs").select(["id", "key", "name"]).orderBy("name").orderBy("id").execute();
}

/** Fields that the access profile of this scope hides. Those who manage see all. */
export async function listHiddenFields(tx: Transaction<Database>): Promise<readonly string[]> {
  const row = await tx
    .selectFrom("access_profiles")
    .select("hidden_fields")
    .where("id", "=", sql<string>`caudal.claim_access_profile_id()`)
    .where(sql<boolean>`not caudal.claim_manages()`)
    .executeTakeFirst();
  return row?.hidden_fields ?? [];
}

/** The three kinds of things that an access profile names, and where it names them. */
const parts = {
  companies: { table: "access_profile_companies", column: "company_id" },
  warehouses: { table: "access_profile_warehouses", column: "warehouse_id" },
  tabs: { table: "access_profile_tabs", column: "tab_id" },
} as const;
export type AccessPart = keyof typeof parts;

export async function insertCompany(tx: Transaction<Database>, accountId: string, name: string): Promise<CompanyRow> {
  return refuseByConstraint(() =>
    tx
      .insertInto("companies")
      .values({ account_id: accountId, name })
      .returning(["id", "name"])
      .executeTakeFirstOrThrow(),
  );
}

export async function insertWarehouse(
  tx: Transaction<Database>,
  accountId: string,
  warehouse: Omit<WarehouseRow, "id">,
): Promise<WarehouseRow> {
  return refuseByConstraint(() =>
    tx
      .insertInto("warehouses")
      .values({ account_id: accountId, ...warehouse })
      .returning(["id", "company_id", "name"])
      .executeTakeFirstOrThrow(),
  );
}

export async function insertTab(
  tx: Transaction<Database>,
  accountId: string,
  tab: Omit<TabRow, "id">,
): Promise<TabRow> {
  return refuseByConstraint(() =>
    tx
      .insertInto("tabs")
      .values({ account_id: accountId, ...tab })
      .returning(["id", "key", "name"])
      .executeTakeFirstOrThrow(),
  );
}

/** Throws Fault `not_found`, `name_taken`. */
export async function renameCompany(tx: Transaction<Database>, id: string, name: string): Promise<CompanyRow> {
  return found(
    await refuseByConstraint(() =>
      tx.updateTable("companies").set({ name }).where("id", "=", id).returning(["id", "name"]).executeTakeFirst(),
    ),
  );
}

export async function changeWarehouse(
  tx: Transaction<Database>,
  id: string,
  change: Omit<WarehouseRow, "id">,
): Promise<WarehouseRow> {
  return found(
    await refuseByConstraint(() =>
      tx
        .updateTable("warehouses")
        .set(change)
        .where("id", "=", id)
        .returning(["id", "company_id", "name"])
        .executeTakeFirst(),
    ),
  );
}

export async function renameTab(tx: Transaction<Database>, id: string, name: string): Promise<TabRow> {
  return found(
    await tx.updateTable("tabs").set({ name }).where("id", "=", id).returning(["id", "key", "name"]).executeTakeFirst(),
  );
}

/**
 * Removes one that nothing uses. Throws Fault `in_use` with the counts of what does, `not_found`. The row is locked first: whoever names
 * it at the same time waits, and finds it gone.
 */
export async function removePart(tx: Transaction<Database>, part: AccessPart, id: string): Promise<void> {
  const { table, column } = parts[part];
  const of = sql.table(`caudal.${part}`);
  found((await sql`select from ${of} where id = ${id} for update`.execute(tx)).rows[0]);
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from ${sql.table(`caudal.${table}`)} where ${sql.ref(column)} = ${id}
  `.execute(tx);
  const warehouses =
    part === "companies"
      ? await tx
          .selectFrom("warehouses")
          .select(({ fn }) => fn.countAll<string>().as("count"))
          .where("company_id", "=", id)
          .executeTakeFirst()
      : undefined;
  refuseUsed({ access_profiles: Number(rows[0]?.count ?? 0), warehouses: Number(warehouses?.count ?? 0) });
  await sql`delete from ${of} where id = ${id}`.execute(tx);
}

/** Throws Fault `in_use` when one of the counts is above zero. */
export function refuseUsed(uses: Readonly<Record<string, number>>): void {
  if (Object.values(uses).some((count) => count > 0)) throw new Fault("in_use", { params: uses });
}

export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Fault("not_found");
  return row;
}
