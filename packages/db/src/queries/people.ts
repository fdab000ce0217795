import { Fault } from "@caudal/base/fault.ts";
import pg from "pg";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Me } from "@caudal/contract/resources/me.ts";
import { fixedQuery } from "../fixed-query.ts";
import { fromRequest } from "../from-request.ts";
import type { Database } from "../schema.ts";
import { refuseByConstraint } from "./refuse-constraint.ts";

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
 * Founds profile, account, access profile and owner. Needs no scope; called again, it answers with the membership that is there. Throws
 * Fault `not_signed_in` for somebody who is being erased, `no_membership` for somebody who has been here before and belongs to no account.
 */
export async function foundAccount(db: Kysely<Database>, person: NewPerson): Promise<Membership> {
  const { userId, email, name, locale } = person;
  const founding = sql<{ account_id: string; role: Role }>`
    select account_id, role from caudal.found_account(${userId}, ${email}, ${name}, ${locale})`;
  const { rows } = await fromRequest(db, (from) => founding.execute(from)).catch((error: unknown) => {
    if (error instanceof pg.DatabaseError && error.constraint === "being_erased") throw new Fault("not_signed_in");
    throw error;
  });
  const row = rows[0];
  if (row === undefined) throw new Fault("no_membership");
  return { accountId: row.account_id, role: row.role };
}

/** What a person becomes whom the operator's sign-in service brings: a member of this account. */
export type Joining = { readonly accountId: string; readonly role: "admin" | "analyst" | "viewer" };

/** Makes somebody new a member; without effect on whom the platform has known before. Needs no scope: see migration 0025. */
export async function joinAccount(db: Kysely<Database>, person: NewPerson, to: Joining): Promise<boolean> {
  const { userId, email, name, locale } = person;
  const joining = sql<{ joined: boolean }>`
    select caudal.join_account(${userId}, ${email}, ${name}, ${locale}, ${to.accountId}, ${to.role}) as joined`;
  const { rows } = await refuseByConstraint(() => fromRequest(db, (from) => joining.execute(from)));
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

/** The account in which a session acts, and as whom it is looked at, if so. */
export type Acting = Membership & {
  /** The language that the person chose. */
  readonly locale: Locale;
  /** The account asks for a second factor, and neither the person nor the session has one. */
  readonly factorMissing: boolean;
  readonly view: { readonly userId: string; readonly name: string; readonly role: Role; readonly endsAt: Date } | null;
};

/** A row of `caudal.resolve_acting`; nothing but nulls for somebody who belongs to no account. */
export type ActingRow = {
  readonly account_id: string | null;
  readonly role: Role | null;
  readonly locale: Locale | null;
  readonly member_id: string | null;
  readonly member_name: string | null;
  readonly member_role: Role | null;
  readonly view_ends_at: Date | null;
  readonly factor_missing: boolean | null;
};

/** The membership with which a session's requests are carried out: the one chosen for it, else the oldest. Null for somebody who belongs to no account. Needs no scope. */
export async function resolveActing(db: Kysely<Database>, userId: string, sessionId: string): Promise<Acting | null> {
  const { rows } = await sql<ActingRow>`select * from caudal.resolve_acting(${userId}, ${sessionId})`.execute(db);
  return actingOf(rows[0]);
}

export function actingOf(row: ActingRow | undefined): Acting | null {
  if (row === undefined || row.account_id === null || row.role === null) return null;
  const { member_id, member_name, member_role, view_ends_at } = row;
  const viewed = member_id !== null && member_role !== null && view_ends_at !== null;
  return {
    accountId: row.account_id,
    role: row.role,
    locale: row.locale ?? "es",
    factorMissing: row.factor_missing !== false,
    view: viewed ? { userId: member_id, name: member_name ?? "", role: member_role, endsAt: view_ends_at } : null,
  };
}

/** The person of this scope, as `/api/me` answers; limits, view and whether the address is confirmed are the server's to add. */
export async function loadMe(tx: Transaction<Database>): Promise<Omit<Me, "limits" | "viewing" | "email_confirmed">> {
  // In one statement: no page opens without it, and each of its parts is the work of a moment.
  const [row] = await standingPerson(tx, {});
  if (row === undefined) throw new Error("the scope's person has no profile");
  return { ...personOf(row), ...standingOf(row) };
}

const standingPerson = fixedQuery((tx) =>
  selectStanding(tx)
    .innerJoin("profiles as person", (join) => join.on("person.user_id", "=", sql<string>`caudal.claim_user_id()`))
    .select(personColumns),
);

const personColumns = [
  "person.user_id",
  "person.email",
  "person.name as person_name",
  "person.locale",
  "person.auto_process",
  "person.mail_notices",
] as const;

type OwnPerson = Pick<Me, "user_id" | "email" | "name" | "locale" | "settings">;

/** Who the person of this scope is, in whatever account. */
export async function loadPerson(tx: Transaction<Database>): Promise<OwnPerson> {
  return personOf(
    await tx
      .selectFrom("profiles as person")
      .select(personColumns)
      .where("person.user_id", "=", sql<string>`caudal.claim_user_id()`)
      .executeTakeFirstOrThrow(),
  );
}

function personOf(
  row: Omit<OwnPerson, "name" | "settings"> & OwnPerson["settings"] & { person_name: string },
): OwnPerson {
  const { user_id, email, person_name: name, locale, auto_process, mail_notices } = row;
  return { user_id, email, name, locale, settings: { auto_process, mail_notices } };
}

type Standing = Pick<Me, "account" | "access_profile">;

/** As what this scope acts, and what stays open to it: in a view, the member's. */
export async function loadStanding(tx: Transaction<Database>): Promise<Standing> {
  return standingOf(await selectStanding(tx).executeTakeFirstOrThrow());
}

function selectStanding(tx: Transaction<Database>) {
  return tx
    .selectFrom("accounts as account")
    .innerJoin("access_profiles as access", "access.account_id", "account.id")
    .select([
      "account.id",
      "account.name",
      sql<Role>`caudal.claim_role()`.as("role"),
      "access.name as access_name",
      "access.all_companies",
      "access.all_warehouses",
      "access.hidden_fields",
      sql<string[]>`array(select tab.key from access_profile_tabs as open join tabs as tab on tab.id = open.tab_id
        where open.access_profile_id = access.id order by tab.key)`.as("tabs"),
    ])
    .where("access.id", "=", sql<string>`caudal.claim_access_profile_id()`);
}

function standingOf(
  row: Standing["account"] & Omit<Standing["access_profile"], "name"> & { access_name: string },
): Standing {
  const { id, name, role, access_name, all_companies, all_warehouses, hidden_fields, tabs } = row;
  return {
    account: { id, name, role },
    access_profile: { name: access_name, all_companies, all_warehouses, tabs, hidden_fields },
  };
}

export type ProfileChange = {
  readonly name?: string;
  readonly locale?: "es" | "en";
  readonly auto_process?: boolean;
  readonly mail_notices?: Me["settings"]["mail_notices"];
};

/** Changes what a person may change of himself. An account that bears its person's name, as it was founded, follows it. */
export async function updateProfile(tx: Transaction<Database>, change: ProfileChange): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx
    .updateTable("profiles")
    .set(change)
    .where("user_id", "=", sql<string>`caudal.claim_user_id()`)
    .execute();
  if (change.name === undefined) return;
  await tx
    .updateTable("accounts")
    .set({ name: change.name })
    .where("id", "=", sql<string>`caudal.claim_account_id()`)
    .where("named_after", "=", sql<string>`caudal.claim_user_id()`)
    .execute();
}
