import { createHash } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "./schema.ts";

/** What a link opens, and whose name stands on it. */
export type OpenedLink = {
  readonly shareId: string;
  readonly fileId: string;
  readonly accountId: string;
  readonly sharedBy: string;
  readonly mayDownload: boolean;
  readonly expiresAt: Date | null;
};

/** What is stored of a link's token: 256 random bits need no slow hash. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}

/**
 * Runs queries as whoever holds a link: a short transaction in which policies let through the link's file and its findings, and nothing
 * else. It is nobody's scope: no person, no account. `counts`: its page was opened. Throws Fault `link_unknown` for a link that was made
 * up, has ended or was revoked; nothing tells these apart.
 */
export async function withLink<T>(
  db: Kysely<Database>,
  token: string,
  counts: boolean,
  work: (tx: Transaction<Database>, link: OpenedLink) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      share_id: string;
      file_id: string;
      account_id: string;
      shared_by: string;
      may_download: boolean;
      expires_at: Date | null;
    }>`select * from caudal.open_link(${hashToken(token)}, ${counts})`.execute(tx);
    const row = rows[0];
    if (row === undefined) throw new Fault("link_unknown");
    return work(tx, {
      shareId: row.share_id,
      fileId: row.file_id,
      accountId: row.account_id,
      sharedBy: row.shared_by,
      mayDownload: row.may_download,
      expiresAt: row.expires_at,
    });
  });
}
