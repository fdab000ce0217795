import { Fault } from "@caudal/base/fault.ts";
import { sql, type Selectable, type Transaction } from "kysely";
import { hashToken } from "../link-scope.ts";
import type { Database, SharesTable } from "../schema.ts";
import { takeSharePlace } from "./share-places.ts";

/** A share as its owner sees it. `grantee_name` is null for a link; `active`: it opens the file now. */
export type ShareRow = Omit<Selectable<SharesTable>, "token_hash"> & {
  readonly grantee_name: string | null;
  readonly active: boolean;
};

export type ShareTerms = { readonly mayDownload: boolean; readonly expiresAt: Date | null };

/** Somebody of the same account. `hint` tells two of one name apart. */
export type Colleague = { readonly user_id: string; readonly name: string; readonly hint: string | null };

/** The newest that are listed, ended ones included. */
const listed = 200;

/** What time it is by the database, which judges when a share has ended; in milliseconds since 1970. */
export async function readShareClock(tx: Transaction<Database>): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx);
  const now = rows[0]?.now;
  if (now === undefined) throw new Error("the database did not say what time it is");
  return now.getTime();
}

/** Shares of a file of one's own, those that hold first, then the newest. */
export async function listShares(tx: Transaction<Database>, fileId: string): Promise<ShareRow[]> {
  return selectShares(tx)
    .where("file_id", "=", fileId)
    .where("user_id", "=", claimUserId)
    .orderBy("active", "desc")
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(listed)
    .execute();
}

/**
 * Opens a file of one's own to a member; sharing again changes the terms of the share that there is. Throws Fault `share_grantee_unknown`
 * when nobody of this account has that id, whoever else may have it, `too_many_shares` where there is no place for one more.
 */
export async function shareWithMember(
  tx: Transaction<Database>,
  fileId: string,
  granteeId: string,
  terms: ShareTerms,
): Promise<ShareRow> {
  const known = await listColleagues(tx);
  if (!known.some((person) => person.user_id === granteeId)) throw new Fault("share_grantee_unknown");
  const there = await tx
    .selectFrom("shares")
    .select("id")
    .where("file_id", "=", fileId)
    .where("grantee_user_id", "=", granteeId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  await takeSharePlace(tx, { fileId, again: there?.id ?? null });
  const { id } = await tx
    .insertInto("shares")
    .values({
      ...asker,
      file_id: fileId,
      grantee_kind: "member",
      grantee_user_id: granteeId,
      may_download: terms.mayDownload,
      expires_at: terms.expiresAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["file_id", "grantee_user_id"])
        .where("revoked_at", "is", null)
        .doUpdateSet({ may_download: terms.mayDownload, expires_at: terms.expiresAt }),
    )
    .returning("id")
    .executeTakeFirstOrThrow();
  return requireShare(tx, id);
}

/** Opens a file of one's own to whoever holds the token, of which a hash is kept. Throws Fault `too_many_shares`. */
export async function shareByLink(
  tx: Transaction<Database>,
  fileId: string,
  token: string,
  terms: ShareTerms,
): Promise<ShareRow> {
  await takeSharePlace(tx, { fileId, again: null });
  const { id } = await tx
    .insertInto("shares")
    .values({
      ...asker,
      file_id: fileId,
      grantee_kind: "link",
      token_hash: hashToken(token),
      may_download: terms.mayDownload,
      expires_at: terms.expiresAt,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return requireShare(tx, id);
}

/** A share of one's own, which nobody else changes or ends until this transaction does; null when there is none. */
export async function holdShare(tx: Transaction<Database>, id: string): Promise<ShareRow | null> {
  const held = await tx
    .selectFrom("shares")
    .select("id")
    .where("id", "=", id)
    .where("user_id", "=", claimUserId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  // One that was revoked is past changing, which its policy says by hiding it from a lock.
  return (
    (await selectShares(tx)
      .where("id", "=", held?.id ?? id)
      .where("user_id", "=", claimUserId)
      .executeTakeFirst()) ?? null
  );
}

/** Changes the terms of a share that is held. Throws Fault `too_many_shares` where one that has ended is to hold again. */
export async function changeShare(
  tx: Transaction<Database>,
  { id, file_id }: Pick<ShareRow, "id" | "file_id">,
  change: { readonly may_download?: boolean; readonly expires_at?: Date | null },
): Promise<ShareRow> {
  if (change.expires_at !== undefined) await takeSharePlace(tx, { fileId: file_id, again: id });
  if (Object.keys(change).length > 0)
    await tx.updateTable("shares").set(change).where("id", "=", id).where("user_id", "=", claimUserId).execute();
  return requireShare(tx, id);
}

/** Ends a share of one's own at once. False when there is none; one that was revoked before stays so. */
export async function revokeShare(tx: Transaction<Database>, id: string): Promise<boolean> {
  await tx
    .updateTable("shares")
    .set({ revoked_at: sql<Date>`clock_timestamp()` })
    .where("id", "=", id)
    .where("user_id", "=", claimUserId)
    .execute();
  const share = await selectShares(tx).where("id", "=", id).where("user_id", "=", claimUserId).executeTakeFirst();
  return share !== undefined;
}

/** The other members of the account in which this scope acts, by name. */
export async function listColleagues(tx: Transaction<Database>): Promise<readonly Colleague[]> {
  return (await sql<Colleague>`select user_id, name, hint from caudal.list_colleagues()`.execute(tx)).rows;
}

async function requireShare(tx: Transaction<Database>, id: string): Promise<ShareRow> {
  return selectShares(tx).where("id", "=", id).executeTakeFirstOrThrow();
}

const claimUserId = sql<string>`(select caudal.claim_user_id())`;
const asker = { account_id: sql<string>`caudal.claim_account_id()`, user_id: sql<string>`caudal.claim_user_id()` };

function selectShares(tx: Transaction<Database>) {
  return tx
    .selectFrom("shares")
    .select([
      "id",
      "account_id",
      "user_id",
      "file_id",
      "grantee_kind",
      "grantee_user_id",
      "may_download",
      "created_at",
      "expires_at",
      "revoked_at",
      "last_opened_at",
      "opens",
      sql<string | null>`(select n.name from caudal.name_sharers(array[shares.grantee_user_id]) n)`.as("grantee_name"),
      sql<boolean>`(revoked_at is null and (expires_at is null or expires_at > now()))`.as("active"),
    ]);
}
