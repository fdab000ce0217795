import { parseArgs } from "node:util";
import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { systemClock } from "@caudal/base/clock.ts";
import { createDialer } from "@caudal/base/dial/dialer.ts";
import { createLog } from "@caudal/base/log.ts";
import { connectDatabase } from "@caudal/db/connect.ts";
import { startListener } from "@caudal/db/listen.ts";
import { parseKeyring } from "@caudal/secrets/keyring.ts";
import { createOutboxService, webhookSettings } from "../src/outbox/deliver-outbox.ts";
import { createWebhookDeliverer } from "../src/webhooks/deliver-webhook.ts";

/** A process that calls webhooks until somebody kills it. */
const { values } = parseArgs({
  options: { database: { type: "string" }, allow: { type: "string" }, key: { type: "string" } },
});
const { database = "", allow = "", key = "" } = values;
const { db } = connectDatabase(database, { applicationName: "deliver-webhooks" });
const dialer = createDialer({ policy: () => ({ allowed: parseAllowList(allow) ?? [], ownPorts: [] }) });
const service = createOutboxService(
  {
    db,
    listener: startListener(database, { applicationName: "deliver-webhooks" }),
    log: createLog({ name: "deliver-webhooks", level: "silent" }),
    deliverer: createWebhookDeliverer({
      db,
      dialer,
      keyring: parseKeyring(key),
      clock: systemClock,
      onRefused: () => undefined,
    }),
  },
  webhookSettings,
);
void service.start();
