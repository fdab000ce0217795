import { Fault } from "@caudal/base/fault.ts";
import { isMailKey, renderMail } from "@caudal/contract/mails/render-mail.ts";
import type { ClaimedEntry, NoticeToTell } from "@caudal/db/queries/outbox.ts";
import { openSealed } from "@caudal/secrets/envelope.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { SendMailOptions } from "nodemailer";
import type { PageLinks } from "./page-links.ts";

export type MessageSettings = {
  readonly keyring: Keyring;
  readonly links: PageLinks;
  /** "avisos@ejemplo.com", or with a name before it in angle brackets. */
  readonly from: string;
};

/**
 * The message of an entry: its Message-ID and date follow from the entry, so that one sent twice is one to whoever reads mail.
 *
 * @throws Fault mail_unreadable when the entry was changed, or was written by a version that this one does not understand.
 */
export function composeMessage(entry: ClaimedEntry, settings: MessageSettings): SendMailOptions {
  const { subject, text, html } = writeMail(entry, settings);
  const domain = /@([^\s<>@]+)>?$/.exec(settings.from)?.[1] ?? "localhost";
  return {
    from: settings.from,
    // As one address, whatever stands in it: written as text, a comma would make two of it.
    to: { name: "", address: entry.recipient },
    subject,
    text,
    html,
    messageId: `<${entry.id}@${domain}>`,
    date: entry.createdAt,
    // No machine answers it with a holiday notice.
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function writeMail(entry: ClaimedEntry, { keyring, links }: MessageSettings) {
  const { id, kind, recipient, key, locale } = entry;
  try {
    if (entry.notice !== null) return renderMail(locale, "notice", tellNotice(entry.notice, links));
    if (entry.content === null || !isMailKey(key)) throw new Error(`nothing to write a mail ${key} from`);
    const params: unknown = JSON.parse(openSealed(keyring, entry.content, { outbox: id, kind, recipient, key }));
    return renderMail(locale, key, params);
  } catch (cause) {
    throw new Fault("mail_unreadable", { cause });
  }
}

function tellNotice(notice: NoticeToTell, links: PageLinks) {
  return {
    title: notice.title,
    message: notice.message,
    link: notice.file_id === null ? null : links.file(notice.file_id),
    settings_link: links.notices(),
  };
}
