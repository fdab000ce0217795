import { problemOfStored } from "@caudal/contract/faults/problem-of.ts";
import { renderNotice } from "@caudal/contract/notices/catalogue.ts";
import { noticeKeys } from "@caudal/contract/notices/notice.ts";
import { Id } from "@caudal/contract/resources/common.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Notification } from "@caudal/contract/resources/notification.ts";
import type { NotificationRow } from "@caudal/db/queries/notifications.ts";

export function notificationResource(row: Omit<NotificationRow, "place">, locale: LanguageTag): Notification {
  return {
    id: row.id,
    user_id: row.user_id,
    ...wordsOf(row, locale),
    type: row.type,
    related_file_id: row.related_file_id ?? sharedFileOf(row),
    is_read: row.is_read,
    created_at: row.created_at.toISOString(),
  };
}

/** A grantee's notification cannot refer to another's file: it only knows its id. */
function sharedFileOf({ key, params }: Pick<NotificationRow, "key" | "params">): string | null {
  if (params["file_name"] === undefined) return null;
  return key === "share.begun" ? (Id.safeParse(params["file_id"]).data ?? null) : null;
}

/** As it was written when the reader's language is the one it was written in (its figures are in it); else written again. */
function wordsOf(row: Omit<NotificationRow, "place">, locale: LanguageTag): { title: string; message: string } {
  const stored = { title: row.title, message: row.message };
  const key = noticeKeys.find((known) => known === row.key);
  if (key === undefined) return stored;
  const { code } = row.params;
  const again = renderNotice(locale, key, row.params);
  if (again.title === row.title) return stored;
  // Of a file that is gone nothing is told but that there was one.
  if (typeof code !== "string" || row.params["file_name"] === undefined) return again;
  const { detail, action } = problemOfStored({ code, params: { name: row.params["file_name"] } }, locale);
  return renderNotice(locale, key, { ...row.params, reason: `${detail} ${action}` });
}
