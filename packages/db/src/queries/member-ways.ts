import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import type { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import type { Database } from "../schema.ts";
import { findMember, type MemberRow } from "./members.ts";

export type MemberKeyRow = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
};
/** A link of a member's: that it is there and until when. What it opens is theirs alone. */
export type MemberLinkRow = { readonly id: string; readonly created_at: Date; readonly expires_at: Date | null };

/**
 * The member whose ways in this scope's person may see and end. Throws Fault `not_found`; `forbidden` for an owner's by whoever is none, and for
 * one's own, which stand in one's profile.
 */
export async function requireEndable(tx: Transaction<Database>, userId: string): Promise<MemberRow> {
  const member = await findMember(tx, userId);
  const { rows } = await sql<{ may: boolean }>`select caudal.may_end_ways(${userId}) as may`.execute(tx);
  if (rows[0]?.may !== true) throw new Fault("forbidden");
  return member;
}

/** Keys that open something now, the newest first. */
export async function listMemberKeys(tx: Transaction<Database>, userId: string): Promise<readonly MemberKeyRow[]> {
  return (await sql<MemberKeyRow>`select * from caudal.list_member_keys(${userId})`.execute(tx)).rows;
}

/** Links that open something now, the newest first. */
export async function listMemberLinks(tx: Transaction<Database>, userId: string): Promise<readonly MemberLinkRow[]> {
  return (await sql<MemberLinkRow>`select * from caudal.list_member_links(${userId})`.execute(tx)).rows;
}

/** Ends all of them. Gives how many held. */
export async function endMemberSessions(tx: Transaction<Database>, userId: string): Promise<number> {
  const { rows } = await sql<{ ended: number }>`select caudal.end_member_sessions(${userId}) as ended`.execute(tx);
  return rows[0]?.ended ?? 0;
}

/** Those of these ids, or all. Gives the names of those that held. */
export async function revokeMemberKeys(
  tx: Transaction<Database>,
  userId: string,
  ids: readonly string[] | null,
): Promise<readonly string[]> {
  const named = ids === null ? null : [...ids];
  const { rows } = await sql<{
    name: string;
  }>`select name from caudal.revoke_member_keys(${userId}, ${named}::uuid[])`.execute(tx);
  return rows.map(({ name }) => name);
}

/** Those of these ids, or all. Gives how many held. */
export async function revokeMemberLinks(
  tx: Transaction<Database>,
  userId: string,
  ids: readonly string[] | null,
): Promise<number> {
  const named = ids === null ? null : [...ids];
  const { rows } = await sql<{
    revoked: number;
  }>`select caudal.revoke_member_links(${userId}, ${named}::uuid[]) as revoked`.execute(tx);
  return rows[0]?.revoked ?? 0;
}

/** The language in which such a member reads. */
export async function loadMemberLocale(tx: Transaction<Database>, userId: string): Promise<"es" | "en"> {
  const { rows } = await sql<{ locale: "es" | "en" | null }>`select caudal.member_locale(${userId}) as locale`.execute(
    tx,
  );
  return rows[0]?.locale ?? "es";
}
