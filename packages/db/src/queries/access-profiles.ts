import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";
import { found, refuseUsed } from "./access.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

export type AccessProfileContent = {
  readonly name: string;
  readonly all_companies: boolean;
  readonly all_warehouses: boolean;
  readonly hidden_fields: readonly string[];
  /** Ids of what it names. */
  readonly companies: readonly string[];
  readonly warehouses: readonly string[];
  readonly tabs: readonly string[];
};
export type AccessProfileRow = AccessProfileContent & {
  readonly id: string;
  readonly version: number;
  readonly members: number;
  readonly invitations: number;
  /** Whether newcomers get it who join without being invited. */
  readonly newcomers: boolean;
};

/** Access profiles of this scope's account by name; one of them when an id is given. */
export async function listAccessProfiles(
  tx: Transaction<Database>,
  id: string | null = null,
): Promise<readonly AccessProfileRow[]> {
  const { rows } = await sql<AccessProfileRow>`
    select p.id, p.name, p.all_companies, p.all_warehouses, p.hidden_fields, p.version,
      array(select c.company_id from caudal.access_profile_companies c where c.access_profile_id = p.id order by 1) as companies,
      array(select w.warehouse_id from caudal.access_profile_warehouses w where w.access_profile_id = p.id order by 1) as warehouses,
      array(select t.tab_id from caudal.access_profile_tabs t where t.access_profile_id = p.id order by 1) as tabs,
      (select count(*)::integer from caudal.members m where m.access_profile_id = p.id) as members,
      (select count(*)::integer from caudal.invitations i
        where i.access_profile_id = p.id and i.accepted_at is null and i.revoked_at is null) as invitations,
      exists (select from caudal.accounts a where a.default_access_profile_id = p.id) as newcomers
    from caudal.access_profiles p where ${id}::uuid is null or p.id = ${id}::uuid order by p.name, p.id
  `.execute(tx);
  return rows;
}

/** Throws Fault `name_taken`, or `not_found` where it names what the account does not have. */
export async function insertAccessProfile(
  tx: Transaction<Database>,
  accountId: string,
  content: AccessProfileContent,
): Promise<AccessProfileRow> {
  const { id } = await refuseByConstraint(() =>
    tx
      .insertInto("access_profiles")
      .values({
        account_id: accountId,
        name: content.name,
        all_companies: content.all_companies,
        all_warehouses: content.all_warehouses,
        hidden_fields: [...content.hidden_fields],
      })
      .returning("id")
      .executeTakeFirstOrThrow(),
  );
  await putParts(tx, accountId, id, content);
  return found((await listAccessProfiles(tx, id))[0]);
}

/** Replaces the whole profile. Throws Fault `changed_meanwhile` when it is not of this version any more, `name_taken`, `not_found`. */
export async function saveAccessProfile(
  tx: Transaction<Database>,
  accountId: string,
  id: string,
  content: AccessProfileContent & { readonly version: number },
): Promise<AccessProfileRow> {
  const saved = await refuseByConstraint(() =>
    tx
      .updateTable("access_profiles")
      .set({
        name: content.name,
        all_companies: content.all_companies,
        all_warehouses: content.all_warehouses,
        hidden_fields: [...content.hidden_fields],
        version: content.version + 1,
      })
      .where("id", "=", id)
      .where("version", "=", content.version)
      .returning("id")
      .executeTakeFirst(),
  );
  if (saved === undefined) {
    found((await listAccessProfiles(tx, id))[0]);
    throw new Fault("changed_meanwhile");
  }
  await putParts(tx, accountId, id, content);
  return found((await listAccessProfiles(tx, id))[0]);
}

/** From now on newcomers get this one. Throws Fault `not_found`, `forbidden`. */
export async function giveToNewcomers(
  tx: Transaction<Database>,
  accountId: string,
  id: string,
): Promise<AccessProfileRow> {
  // Held until the end, so that nobody removes it meanwhile.
  found(await tx.selectFrom("access_profiles").select("id").where("id", "=", id).forKeyShare().executeTakeFirst());
  const given = await tx
    .updateTable("accounts")
    .set({ default_access_profile_id: id })
    .where("id", "=", accountId)
    .returning("id")
    .executeTakeFirst();
  if (given === undefined) throw new Fault("forbidden");
  return found((await listAccessProfiles(tx, id))[0]);
}

/** Throws Fault `in_use` with how many members and open invitations have it and whether newcomers get it, `not_found`. */
export async function removeAccessProfile(tx: Transaction<Database>, id: string): Promise<void> {
  found(await tx.selectFrom("access_profiles").select("id").where("id", "=", id).forUpdate().executeTakeFirst());
  const { members, invitations, newcomers } = found((await listAccessProfiles(tx, id))[0]);
  refuseUsed({ members, invitations, newcomers: newcomers ? 1 : 0 });
  await tx.deleteFrom("access_profiles").where("id", "=", id).execute();
}

/** What is not named any more goes, what is new comes; what stays is not touched, so that the log tells the difference. */
async function putParts(
  tx: Transaction<Database>,
  accountId: string,
  id: string,
  content: AccessProfileContent,
): Promise<void> {
  const lists = [
    ["access_profile_companies", "company_id", content.companies],
    ["access_profile_warehouses", "warehouse_id", content.warehouses],
    ["access_profile_tabs", "tab_id", content.tabs],
  ] as const;
  for (const [table, column, ids] of lists) {
    const into = sql.table(`caudal.${table}`);
    const part = sql.ref(column);
    await sql`delete from ${into} where access_profile_id = ${id} and ${part} <> all (${[...ids]}::uuid[])`.execute(tx);
    await refuseByConstraint(() =>
      sql`insert into ${into} (account_id, access_profile_id, ${part})
        select ${accountId}, ${id}, part from unnest(${[...ids]}::uuid[]) as part on conflict do nothing`.execute(tx),
    );
  }
}
