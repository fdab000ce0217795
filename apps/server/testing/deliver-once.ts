import { parseArgs } from "node:util";
import { createLog } from "@caudal/base/log.ts";
import { connectDatabase } from "@caudal/db/connect.ts";
import { startListener } from "@caudal/db/listen.ts";
import { parseKeyring } from "@caudal/secrets/keyring.ts";
import { createMailDeliverer } from "../src/mail/deliver-mail.ts";
import { createPageLinks } from "../src/mail/page-links.ts";
import { createSmtpSender } from "../src/mail/send-smtp.ts";
import { createOutboxService, mailSettings } from "../src/outbox/deliver-outbox.ts";
import { localhostCertificate } from "./localhost-certificate.ts";

/** A process that delivers mails until somebody kills it. */
const { values } = parseArgs({
  options: { database: { type: "string" }, smtp: { type: "string" }, key: { type: "string" } },
});
const { database = "", smtp = "", key = "" } = values;
const { db } = connectDatabase(database, { applicationName: "deliver-once" });
const service = createOutboxService(
  {
    db,
    listener: startListener(database, { applicationName: "deliver-once" }),
    log: createLog({ name: "deliver-once", level: "silent" }),
    deliverer: createMailDeliverer(createSmtpSender({ url: smtp, ca: localhostCertificate.cert }), {
      keyring: parseKeyring(key),
      links: createPageLinks("http://caudal.test"),
      from: "Caudal <avisos@caudal.test>",
    }),
  },
  mailSettings,
);
void service.start();
