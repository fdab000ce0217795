import type { Share } from "@caudal/contract/resources/share.ts";
import type { ShareRow } from "@caudal/db/queries/shares.ts";

/** A share as the owner of its file sees it. */
export function shareResource(row: ShareRow): Share {
  return {
    id: row.id,
    file_id: row.file_id,
    grantee:
      row.grantee_kind === "member" && row.grantee_user_id !== null
        ? { kind: "member", user_id: row.grantee_user_id, name: row.grantee_name ?? "" }
        : { kind: "link", opens: Number(row.opens), last_opened_at: row.last_opened_at?.toISOString() ?? null },
    may_download: row.may_download,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    active: row.active,
  };
}
