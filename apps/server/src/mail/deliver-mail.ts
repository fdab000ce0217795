import type { OutboxDeliverer } from "../outbox/deliver-outbox.ts";
import type { MailSender } from "./mail-sender.ts";
import { composeMessage, type MessageSettings } from "./message.ts";

/** Takes mails from the outbox to their sender. */
export function createMailDeliverer(sender: MailSender, settings: MessageSettings): OutboxDeliverer {
  return {
    kind: "mail",
    repeatable: sender.repeatable,
    deliver: async (entry) => sender.send(composeMessage(entry, settings), nameOf(entry)),
  };
}

/** In the order in which they were asked for, and the same for the same entry. */
function nameOf(entry: { readonly id: string; readonly createdAt: Date }): string {
  return `${entry.createdAt.toISOString().replace(/[:.]/g, "-")}-${entry.id}`;
}
