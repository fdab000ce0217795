import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { Listener } from "@caudal/db/listen.ts";
import { createOutboxService, webhookSettings } from "../outbox/deliver-outbox.ts";
import type { SecurityRecorder } from "../security-events/security-recorder.ts";
import { createWebhookDeliverer, type WebhookPorts } from "./deliver-webhook.ts";

/** Apart from mails: an endpoint that answers late makes nobody wait for a mail. Where an endpoint's name leads where nothing is sent, its owner is told. */
export function createWebhookService(
  ports: Omit<WebhookPorts, "onRefused"> & {
    readonly listener: Listener;
    readonly log: Log;
    readonly sender?: string | undefined;
  },
  note: SecurityRecorder["note"],
): Service {
  const { db, listener, log, sender } = ports;
  const deliverer = createWebhookDeliverer({
    ...ports,
    onRefused: ({ userId, accountId }) =>
      note({
        action: "security.dial_refused",
        reason: "dial_refused",
        concerned: { accountId, ...(userId === null ? {} : { userId }) },
        actor: null,
        origin: null,
        operation: null,
      }),
  });
  return createOutboxService({ db, listener, log, deliverer, sender }, webhookSettings);
}
