import { z } from "zod";
import { noticeKeys } from "../notices/notice.ts";
import { Id, Instant, SeenText } from "./common.ts";

/** Endpoints of one member in one account. */
export const maxWebhooks = 10;
/** For how long the secret before still signs, so that the receiver can be changed meanwhile. */
export const rotationHours = 24;

/** A notification that an endpoint may be told. */
export const WebhookKind = z.enum(noticeKeys);
export type WebhookKind = z.infer<typeof WebhookKind>;

/** Why an attempt did not arrive, in the reader's language; `status` where the other server answered. */
export const WebhookFailure = z
  .object({ code: z.string(), status: z.number().int().nullable(), title: z.string(), detail: z.string() })
  .meta({ id: "WebhookFailure" });
export type WebhookFailure = z.infer<typeof WebhookFailure>;

export const Webhook = z
  .object({
    id: Id,
    name: z.string(),
    url: z.string(),
    kinds: z.array(z.string()),
    active: z.boolean(),
    /** Why the platform stopped calling it by itself. */
    stopped: z.enum(["failing", "gone", "taken_back"]).nullable(),
    /** In a row, since the last one that was taken. */
    failures: z.number().int(),
    /** Messages that did not arrive and can be sent again. */
    undelivered: z.number().int(),
    /** When it was last called; null when never. */
    last_at: Instant.nullable(),
    /** What went wrong then; null when it was taken. */
    last_failure: WebhookFailure.nullable(),
    /** Until when the secret before signs as well. */
    old_secret_until: Instant.nullable(),
    created_at: Instant,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;

/** As Standard Webhooks write one: 32 random bytes in base64. */
export const webhookSecretPattern = /^whsec_[A-Za-z0-9+/]{43}=$/;

/** The secret stands in the answer that made it, and nowhere else ever. */
export const NewWebhook = Webhook.extend({ secret: z.string().regex(webhookSecretPattern) }).meta({ id: "NewWebhook" });
export type NewWebhook = z.infer<typeof NewWebhook>;
/** `secret` when the address is another one: what was typed for one does not sign for the next. */
export const ChangedWebhook = Webhook.extend({ secret: z.string().regex(webhookSecretPattern).nullable() }).meta({
  id: "ChangedWebhook",
});
export type ChangedWebhook = z.infer<typeof ChangedWebhook>;

const fields = z.object({
  name: SeenText.max(100),
  url: SeenText.max(2000),
  kinds: z
    .array(WebhookKind)
    .min(1)
    .max(noticeKeys.length)
    .refine((kinds) => new Set(kinds).size === kinds.length)
    .meta({ uniqueItems: true }),
});
export const CreateWebhook = fields.meta({ id: "CreateWebhook" });
export const UpdateWebhook = fields.extend({ active: z.boolean() }).partial().meta({ id: "UpdateWebhook" });

export const WebhookDelivery = z
  .object({
    /** The message's id, which its receiver sees in `webhook-id`. */
    id: Id,
    kind: z.string(),
    state: z.enum(["pending", "sent", "failed"]),
    attempts: z.number().int(),
    failure: WebhookFailure.nullable(),
    /** Whether it can be sent again: it did not arrive, and its notification is still there. */
    replayable: z.boolean(),
    created_at: Instant,
    last_attempt_at: Instant.nullable(),
  })
  .meta({ id: "WebhookDelivery" });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

/** What a receiver gets, as JSON: Standard Webhooks' type, timestamp and data. */
export const WebhookMessage = z
  .object({
    type: z.string(),
    timestamp: Instant,
    data: z.object({
      /** The notification's; null in a message to try the endpoint. */
      notification_id: Id.nullable(),
      title: z.string(),
      message: z.string(),
      type: z.string(),
      file_id: Id.nullable(),
    }),
  })
  .meta({ id: "WebhookMessage" });
export type WebhookMessage = z.infer<typeof WebhookMessage>;
