import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { Id, pageOf, queryInteger } from "../resources/common.ts";
import {
  ChangedWebhook,
  CreateWebhook,
  NewWebhook,
  UpdateWebhook,
  Webhook,
  WebhookDelivery,
} from "../resources/webhook.ts";
import { defineRoute } from "./define-route.ts";

const one = z.object({ id: Id });

export const listWebhooks = defineRoute({
  operationId: "listWebhooks",
  method: "get",
  path: "/api/me/webhooks",
  tag: "notifications",
  summary: "The person's endpoints for notifications in this account, oldest first",
  access: "member",
  roles: everyRole,
  // An address may carry what opens something.
  keys: "never",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Webhook) }) },
  faults: [],
});

export const createWebhook = defineRoute({
  operationId: "createWebhook",
  method: "post",
  path: "/api/me/webhooks",
  tag: "notifications",
  summary: "Send notifications to an endpoint, signed; the secret stands in this answer only",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: "recent",
  costly: true,
  body: CreateWebhook,
  answer: { kind: "json", status: 200, schema: NewWebhook },
  faults: ["webhooks_too_many", "dial_address_invalid", "dial_refused", "dial_unresolved", "origin_refused"],
});

export const updateWebhook = defineRoute({
  operationId: "updateWebhook",
  method: "patch",
  path: "/api/me/webhooks/{id}",
  tag: "notifications",
  summary: "Change an endpoint, switch it on or off; another address gets another secret, in this answer only",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: { field: "url" },
  costly: true,
  params: one,
  body: UpdateWebhook,
  answer: { kind: "json", status: 200, schema: ChangedWebhook },
  faults: ["not_found", "dial_address_invalid", "dial_refused", "dial_unresolved", "origin_refused"],
});

export const rotateWebhookSecret = defineRoute({
  operationId: "rotateWebhookSecret",
  method: "post",
  path: "/api/me/webhooks/{id}/rotate",
  tag: "notifications",
  summary: "Another secret, in this answer only; for a day both sign",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: "recent",
  params: one,
  answer: { kind: "json", status: 200, schema: NewWebhook },
  faults: ["not_found", "origin_refused"],
});

export const deleteWebhook = defineRoute({
  operationId: "deleteWebhook",
  method: "delete",
  path: "/api/me/webhooks/{id}",
  tag: "notifications",
  summary: "Remove an endpoint; what waited for it is not sent",
  access: "member",
  roles: everyRole,
  keys: "never",
  params: one,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "origin_refused"],
});

export const testWebhook = defineRoute({
  operationId: "testWebhook",
  method: "post",
  path: "/api/me/webhooks/{id}/test",
  tag: "notifications",
  summary: "Send a message to try an endpoint, once; how it ended stands in its deliveries",
  access: "member",
  roles: everyRole,
  keys: "never",
  costly: true,
  params: one,
  answer: { kind: "json", status: 202, schema: WebhookDelivery },
  faults: ["not_found", "origin_refused"],
});

export const listWebhookDeliveries = defineRoute({
  operationId: "listWebhookDeliveries",
  method: "get",
  path: "/api/me/webhooks/{id}/deliveries",
  tag: "notifications",
  summary:
    "Messages to an endpoint, newest first, with how each ended and nothing of what was said; those that failed did not arrive",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: one,
  query: z.object({
    state: z.enum(["pending", "sent", "failed"]).optional(),
    cursor: z.string().min(1).max(200).optional(),
    limit: queryInteger(1, 200).default(50),
  }),
  answer: { kind: "json", status: 200, schema: pageOf(WebhookDelivery).meta({ id: "WebhookDeliveryPage" }) },
  faults: ["not_found"],
});

export const replayWebhookDelivery = defineRoute({
  operationId: "replayWebhookDelivery",
  method: "post",
  path: "/api/me/webhooks/{id}/deliveries/{delivery}/replay",
  tag: "notifications",
  summary: "Send a message again that did not arrive, with the same id; the endpoint must be switched on",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  costly: true,
  params: z.object({ id: Id, delivery: Id }),
  answer: { kind: "json", status: 202, schema: WebhookDelivery },
  faults: ["not_found", "webhook_off", "webhook_not_replayable", "origin_refused"],
});

export const replayWebhook = defineRoute({
  operationId: "replayWebhook",
  method: "post",
  path: "/api/me/webhooks/{id}/replay",
  tag: "notifications",
  summary:
    "Send everything again that did not arrive at an endpoint, each with its id; the endpoint must be switched on",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  costly: true,
  params: one,
  answer: {
    kind: "json",
    status: 202,
    schema: z.object({ replayed: z.number().int() }).meta({ id: "ReplayedWebhook" }),
  },
  faults: ["not_found", "webhook_off", "origin_refused"],
});

export const webhookRoutes = {
  listWebhooks,
  createWebhook,
  updateWebhook,
  rotateWebhookSecret,
  deleteWebhook,
  testWebhook,
  listWebhookDeliveries,
  replayWebhookDelivery,
  replayWebhook,
};
