import { randomUUID } from "node:crypto";
import { createFileSender } from "../src/mail/send-file.ts";

/** Writes mails into a folder, one after another, each long enough to be killed in. `[folder, address]` */
const [folder = "", address = ""] = process.argv.slice(2);
const sender = createFileSender(folder);
for (;;)
  await sender.send(
    { from: "avisos@caudal.test", to: { name: "", address }, subject: "Hola", text: "largo ".repeat(1_000_000) },
    `2026-11-20T10-00-00-000Z-${randomUUID()}`,
  );
