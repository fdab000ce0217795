import { problemOfStored } from "@caudal/contract/faults/problem-of.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Webhook, WebhookDelivery, WebhookFailure } from "@caudal/contract/resources/webhook.ts";
import type { WebhookDeliveryRow, WebhookRow } from "@caudal/db/queries/webhooks.ts";

export function webhookResource(row: WebhookRow, locale: LanguageTag): Webhook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    kinds: [...row.kinds],
    active: row.active,
    stopped: row.stopped,
    failures: row.failures,
    undelivered: row.undelivered,
    last_at: row.last_at?.toISOString() ?? null,
    last_failure: failureOf(row.last_error, row.last_status, locale),
    old_secret_until: row.old_secret_until?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}

export function deliveryResource(row: WebhookDeliveryRow, locale: LanguageTag): WebhookDelivery {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    failure: failureOf(row.error, row.status, locale),
    replayable: row.state === "failed" && row.said,
    created_at: row.created_at.toISOString(),
    last_attempt_at: row.last_attempt_at?.toISOString() ?? null,
  };
}

function failureOf(error: WebhookRow["last_error"], status: number | null, locale: LanguageTag): WebhookFailure | null {
  if (error === null) return null;
  const { code, title, detail } = problemOfStored(error, locale);
  return { code, status, title, detail };
}
