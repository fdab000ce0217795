import { Fault } from "@caudal/base/fault.ts";
import pg from "pg";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Me } from "@caudal/contract/resources/me.ts";
import type { Database } from "../schema.ts";

type Role = Database["members"]["role"];

/** The account in which a person acts, and as what. */
export type Membership = { readonly accountId: string; readonly role: Role };

export type NewPerson = {
  /** Sign-in's id of the person; its row in `auth.user` must be committed. */
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly locale: "es" | "en";
};

/**
 * Founds profile, account, access profile and owner. Needs no scope; called again, it answers with the membership that is there. Throws Fault
 * `not_signed_in` for somebody who is being erased.
 */
export async function foundAccount(db: Kysely<Database>, person: NewPerson): Promise<Membership> {
  const { rows } = await sql<{ account_id: string; role: Role }>`
    select account_id, role from caudal.found_account(${person.userId}, ${person.email}, ${person.name}, ${person.locale})
  `
    .execute(db)
    .catch((error: unknown) => {
      if (error instanceof pg.DatabaseError && error.constraint === "being_erased") throw new Fault("not_signed_in");
      throw error;
    });
  const row = rows[0];
  if (row === undefined) throw new Error("found_account gave no row");
  return { accountId: row.account_id, role: row.role };
}

/** What a person becomes whom the operator's sign-in service brings: a member of this account. */
export type Joining = { readonly accountId: string; readonly role: "admin" | "analyst" | "viewer" };

/** Makes somebody new a member; without effect on whom the platform has known before. Needs no scope: see migration 0025. */
export async function joinAccount(db: Kysely<Database>, person: NewPerson, to: Joining): Promise<boolean> {
  const { rows } = await sql<{ joined: boolean }>`
    select caudal.join_account(${person.userId}, ${person.email}, ${person.name}, ${person.locale}, ${to.accountId}, ${to.role}) as joined
  `.execute(db);
  return rows[0]?.joined === true;
}

/** The membership with which a person's request is carried out: the oldest. Null when the person belongs to no account. Needs no scope. */
export async function resolveMember(db: Kysely<Database>, userId: string): Promise<Membership | null> {
  const { rows } = await sql<{
    account_id: string;
    role: Role;
  }>`select account_id, role from caudal.resolve_member(${userId})`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { accountId: row.account_id, role: row.role };
}

/** The person of this scope, as `/api/me` answers; limits are the server's to add. */
export async function loadMe(tx: Transaction<Database>): Promise<Omit<Me, "limits">> {
  const person = await tx
    .selectFrom("profiles as person")
    .innerJoin("members as member", "member.user_id", "person.user_id")
    .innerJoin("accounts as account", "account.id", "member.account_id")
    .innerJoin("access_profiles as access", "access.id", "member.access_profile_id")
    .select([
      "person.user_id",
      "person.email",
      "person.name",
      "person.locale",
      "person.auto_process",
      "account.id as account_id",
      "account.name as account_name",
      "member.role",
      "access.id as access_id",
      "access.name as access_name",
      "access.all_companies",
      "access.all_warehouses",
    ])
    .where("member.account_id", "=", sql<string>`caudal.claim_account_id()`)
    .executeTakeFirstOrThrow();
  const tabs = await tx
    .selectFrom("access_profile_tabs as open")
    .innerJoin("tabs as tab", "tab.id", "open.tab_id")
    .select("tab.key")
    .where("open.access_profile_id", "=", person.access_id)
    .orderBy("tab.key")
    .execute();
  return {
    user_id: person.user_id,
    email: person.email,
    name: person.name,
    locale: person.locale,
    account: { id: person.account_id, name: person.account_name, role: person.role },
    access_profile: {
      name: person.access_name,
      all_companies: person.all_companies,
      all_warehouses: person.all_warehouses,
      tabs: tabs.map((tab) => tab.key),
    },
    settings: { auto_process: person.auto_process },
  };
}

export type ProfileChange = { readonly name?: string; readonly locale?: "es" | "en"; readonly auto_process?: boolean };

/** Changes what a person may change of himself. An account that still goes by its owner's name, as it was founded, follows it. */
export async function updateProfile(tx: Transaction<Database>, change: ProfileChange): Promise<void> {
  if (Object.keys(change).length === 0) return;
  if (change.name !== undefined) {
    await tx
      .updateTable("accounts")
      .set({ name: change.name })
      .where("id", "=", sql<string>`caudal.claim_account_id()`)
      .where(sql<string>`caudal.claim_role()`, "=", "owner")
      .where("name", "=", (of) =>
        of
          .selectFrom("profiles")
          .select("name")
          .where("user_id", "=", sql<string>`caudal.claim_user_id()`),
      )
      .execute();
  }
  await tx
    .updateTable("profiles")
    .set(change)
    .where("user_id", "=", sql<string>`caudal.claim_user_id()`)
    .execute();
}
