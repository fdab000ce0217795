import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { LiveEvent } from "@caudal/contract/resources/event.ts";
import { listEventsAfter, type EventRow } from "@caudal/db/queries/events.ts";
import { findFile } from "@caudal/db/queries/files.ts";
import { countInsights } from "@caudal/db/queries/insights.ts";
import { findNotification } from "@caudal/db/queries/notifications.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Transaction } from "kysely";
import { fileResource } from "../files/file-resource.ts";
import { notificationResource } from "../notifications/notification-resource.ts";

export type NumberedEvent = { readonly id: string; readonly event: LiveEvent };

/** Events of a scope after an id, as they stand now; `last` is where the next reading begins. Only the newest of several about the same thing is told. */
export async function readLiveEvents(
  tx: Transaction<Database>,
  after: string,
  limit: number,
  locale: LanguageTag,
): Promise<{ readonly events: readonly NumberedEvent[]; readonly last: string; readonly more: boolean }> {
  const rows = await listEventsAfter(tx, after, limit);
  const newest = new Map(rows.map((row) => [`${row.topic} ${row.subject_id}`, row.id]));
  const events: NumberedEvent[] = [];
  for (const row of rows) {
    if (newest.get(`${row.topic} ${row.subject_id}`) !== row.id) continue;
    const event = await liveEventOf(tx, row, locale);
    if (event !== null) events.push({ id: row.id, event });
  }
  return { events, last: rows.at(-1)?.id ?? after, more: rows.length === limit };
}

/** Null when what it speaks of is gone, or no longer this reader's: another event says so, if anything is to be said. */
async function liveEventOf(tx: Transaction<Database>, row: EventRow, locale: LanguageTag): Promise<LiveEvent | null> {
  switch (row.topic) {
    case "file": {
      const file = await findFile(tx, row.subject_id);
      return file === null ? null : { topic: "file", file: fileResource(file, locale) };
    }
    case "file_removed":
      return { topic: "file_removed", file_id: row.subject_id };
    case "insights":
      return { topic: "insights", file_id: row.subject_id, count: await countInsights(tx, row.subject_id) };
    case "notification": {
      const notification = await findNotification(tx, row.subject_id);
      return notification === null
        ? null
        : { topic: "notification", notification: notificationResource(notification, locale) };
    }
    default:
      return null;
  }
}
