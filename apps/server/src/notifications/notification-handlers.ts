import { Fault } from "@caudal/base/fault.ts";
import type { notificationRoutes } from "@caudal/contract/routes/notifications.ts";
import {
  countUnread,
  findNotification,
  loadNotificationPage,
  markAllRead,
  markNotification,
} from "@caudal/db/queries/notifications.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import { pageOfRows, placeOf } from "../http/list-place.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { notificationResource } from "./notification-resource.ts";

export function notificationHandlers(db: Kysely<Database>): HandlersOf<typeof notificationRoutes> {
  return {
    listNotifications: async ({ query, person, context }) => {
      const after = query.cursor === undefined ? undefined : placeOf(query.cursor);
      const place = after ? { after: { createdAt: after.at, id: after.id } } : {};
      return readInScope(db, person.scope, async (tx) => {
        const { found, unread } = await loadNotificationPage(tx, { limit: query.limit + 1, ...place });
        const { rows, next } = pageOfRows(found, query.limit, (row) => ({ at: row.place, id: row.id }));
        return {
          items: rows.map((row) => notificationResource(row, context.locale)),
          next,
          unread,
        };
      });
    },

    updateNotification: async ({ params, body, person, context }) =>
      withScope(db, person.scope, async (tx) => {
        await markNotification(tx, params.id, body.is_read);
        const row = await findNotification(tx, params.id);
        if (row === null) throw new Fault("not_found");
        return notificationResource(row, context.locale);
      }),

    readAllNotifications: async ({ person }) =>
      withScope(db, person.scope, async (tx) => {
        const updated = await markAllRead(tx);
        return { updated, unread: await countUnread(tx) };
      }),
  };
}
