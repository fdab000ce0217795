import { parseArgs } from "node:util";
import { createLog } from "@caudal/base/log.ts";
import { connectDatabase } from "@caudal/db/connect.ts";
import { startListener } from "@caudal/db/listen.ts";
import { releaseOutbox } from "@caudal/db/queries/outbox.ts";
import { parseKeyring } from "@caudal/secrets/keyring.ts";
import { createMailDeliverer } from "../src/mail/deliver-mail.ts";
import { createPageLinks } from "../src/mail/page-links.ts";
import { createSmtpSender } from "../src/mail/send-smtp.ts";
import { createOutboxService, mailSettings } from "../src/outbox/deliver-outbox.ts";
import { openSender } from "../src/outbox/sender.ts";
import { localhostCertificate } from "./localhost-certificate.ts";

/** A process that delivers mails until somebody kills it. */
const { values } = parseArgs({
  options: {
    database: { type: "string" },
    smtp: { type: "string" },
    key: { type: "string" },
    /** Where those who deliver know each other by. Without it the lease alone says who is dead. */
    senders: { type: "string" },
  },
});
const { database = "", smtp = "", key = "", senders } = values;
const { db } = connectDatabase(database, { applicationName: "deliver-once" });
const sender = senders === undefined ? undefined : await openSender(senders, (dead) => releaseOutbox(db, dead));
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
    ...(sender === undefined ? {} : { sender: sender.id }),
  },
  mailSettings,
);
void service.start();
