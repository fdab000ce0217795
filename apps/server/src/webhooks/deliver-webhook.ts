import type { Clock } from "@caudal/base/clock.ts";
import type { Dialer } from "@caudal/base/dial/dialer.ts";
import { Fault } from "@caudal/base/fault.ts";
import type { WebhookMessage } from "@caudal/contract/resources/webhook.ts";
import { readWebhookMessage, type WebhookToCall } from "@caudal/db/queries/webhooks.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { Kysely } from "kysely";
import type { OutboxDeliverer } from "../outbox/deliver-outbox.ts";
import { signMessage } from "./sign-message.ts";
import { openWebhookSecret } from "./webhook-secret.ts";

export type WebhookPorts = {
  readonly db: Kysely<Database>;
  readonly dialer: Dialer;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** An address leads where nothing is sent: whose webhook it is. */
  readonly onRefused: (owner: { readonly userId: string | null; readonly accountId: string }) => void;
};

/** From the name to the status. A receiver that works for longer than this should take the message first. */
const timeoutMs = 15_000;

/**
 * Calls endpoints with what the outbox has for them. A message keeps its id however often it is sent, by which its receiver knows it again:
 * so one whose answer nobody noted may be sent once more.
 */
export function createWebhookDeliverer(ports: WebhookPorts, options = { timeoutMs }): OutboxDeliverer {
  const { db, dialer, keyring, clock, onRefused } = ports;
  return {
    kind: "webhook",
    repeatable: true,
    deliver: async (entry) => {
      const called = await readWebhookMessage(db, entry);
      if (called === null) throw new Fault("webhook_off");
      const place = { webhook: called.webhookId, account: called.accountId, url: called.url };
      const secrets = [called.secret, ...(called.oldSecret === null ? [] : [called.oldSecret])].map((sealed) =>
        openWebhookSecret(keyring, sealed, place),
      );
      const body = JSON.stringify(messageOf(called));
      const { status } = await dialer
        .request({
          url: called.url,
          method: "POST",
          headers: signMessage({ id: entry.id, at: new Date(clock.now()), body }, secrets),
          body,
          plainWhereOpened: true,
          statusOnly: true,
          timeoutMs: options.timeoutMs,
        })
        .catch((thrown: unknown) => {
          if (thrown instanceof Fault && thrown.code === "dial_refused")
            onRefused({ userId: entry.userId, accountId: called.accountId });
          throw thrown;
        });
      judgeStatus(status);
    },
  };
}

/** A redirect is no answer: whoever moves says so in Caudal, where the new address is checked and gets a secret of its own. */
function judgeStatus(status: number): void {
  if (status >= 200 && status < 300) return;
  if (status === 410) throw new Fault("webhook_gone", { params: { status } });
  throw new Fault("webhook_answered", { params: { status }, persistence: "transient" });
}

const tried = {
  es: { title: "Mensaje de prueba", message: "Si lees esto, tu webhook recibe los avisos de Caudal." },
  en: { title: "Test message", message: "If you read this, your webhook receives the notifications of Caudal." },
} as const;

function messageOf({ kind, at, notice, locale }: WebhookToCall): WebhookMessage {
  return {
    type: kind,
    timestamp: at.toISOString(),
    data:
      notice === null
        ? { notification_id: null, ...tried[locale], type: "info", file_id: null }
        : {
            notification_id: notice.id,
            title: notice.title,
            message: notice.message,
            type: notice.type,
            file_id: notice.file_id,
          },
  };
}
