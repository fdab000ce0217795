import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/**
 * Shares that hold at the same time: of one file, and of one member in all; and those that a member begins within a day, so that beginning
 * and ending them in turn fills no table either. Of a file all that hold can be listed.
 */
export const shareLimits = { perFile: 100, perMember: 1_000, perDay: 500 } as const;

/** `again`: a share that is there already and gets new terms; it takes a place only where it has ended. */
export type SharePlace = { readonly fileId: string; readonly again: string | null };

/**
 * Makes sure that one more share may hold, until this transaction ends: those that are begun at the same time wait, and count it.
 *
 * @throws Fault `too_many_shares` with the limit that is reached (`max`) and of what it is one (`of`).
 */
export async function takeSharePlace(tx: Transaction<Database>, { fileId, again }: SharePlace): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'shares', caudal.claim_user_id()), 0))`.execute(
    tx,
  );
  const { rows } = await sql<{ file: number; member: number; day: number }>`
    select count(*) filter (where holds and file_id = ${fileId})::integer as file, count(*) filter (where holds)::integer as member,
      count(*) filter (where created_at between now() - interval '1 day' and clock_timestamp())::integer as day
    from (
      select id, file_id, created_at, revoked_at is null and (expires_at is null or expires_at > now()) as holds
      from caudal.shares where user_id = (select caudal.claim_user_id()) and account_id = (select caudal.claim_account_id())
    ) mine where id is distinct from ${again}`.execute(tx);
  const { file = 0, member = 0, day = 0 } = rows[0] ?? {};
  const refuse = (of: "file" | "member" | "day", max: number): never => {
    throw new Fault("too_many_shares", { params: { of, max } });
  };
  if (file >= shareLimits.perFile) refuse("file", shareLimits.perFile);
  if (member >= shareLimits.perMember) refuse("member", shareLimits.perMember);
  if (again === null && day >= shareLimits.perDay) refuse("day", shareLimits.perDay);
}
