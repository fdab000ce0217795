import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { Id, pageOf, queryInteger } from "../resources/common.ts";
import { Notification } from "../resources/notification.ts";
import { defineRoute } from "./define-route.ts";

export const listNotifications = defineRoute({
  operationId: "listNotifications",
  method: "get",
  path: "/api/notifications",
  tag: "notifications",
  summary: "The person's notifications, newest first, and how many are unread",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  query: z.object({
    cursor: z.string().min(1).max(200).optional(),
    limit: queryInteger(1, 200).default(50),
  }),
  answer: {
    kind: "json",
    status: 200,
    schema: pageOf(Notification).extend({ unread: z.number().int() }).meta({ id: "NotificationPage" }),
  },
  faults: [],
});

export const updateNotification = defineRoute({
  operationId: "updateNotification",
  method: "patch",
  path: "/api/notifications/{id}",
  tag: "notifications",
  summary: "Mark one as read or unread",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  params: z.object({ id: Id }),
  body: z.object({ is_read: z.boolean() }).meta({ id: "UpdateNotification" }),
  answer: { kind: "json", status: 200, schema: Notification },
  faults: ["not_found"],
});

export const readAllNotifications = defineRoute({
  operationId: "readAllNotifications",
  method: "post",
  path: "/api/notifications/read-all",
  tag: "notifications",
  summary: "Mark all as read",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  answer: { kind: "json", status: 200, schema: z.object({ updated: z.number().int(), unread: z.number().int() }) },
  faults: [],
});

export const notificationRoutes = { listNotifications, updateNotification, readAllNotifications };
