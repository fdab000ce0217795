import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const mailsFaults = {
  link_invalid: words(
    "That link no longer works",
    "It was used, it expired, you asked for another one since, or a piece of it is missing. Nothing was changed.",
    "If you asked for it, ask for another and open it when it arrives. The one that takes your account back cannot be asked for: if you need it, tell whoever operates Caudal.",
  ),
  password_wrong: words(
    "The password is not correct",
    "To change how you sign in we need your current password. Nothing was changed.",
    "Check it and try again; if you forgot it, ask for a new one from the sign-in page.",
  ),
  email_same: words(
    "That is your e-mail already",
    "Your account has that address already. Nothing was changed.",
    "Write the address that you want to change to.",
  ),
  mail_refused: words(
    "The mail server refused the message",
    (p) => `It does not accept this message or its recipient${quoted(p["status"], "(code ", ")")}. It was not sent.`,
    "Check that the address exists and that the sender in CAUDAL_MAIL_FROM is allowed.",
  ),
  mail_server_away: words(
    "The mail server does not answer",
    (p) => `The message could not be delivered for now${quoted(p["reason"], "(", ")")}. It is tried again by itself.`,
    "If it stays so, check CAUDAL_SMTP_URL and that the mail server works.",
  ),
  mail_server_refuses: words(
    "The mail server does not let us in",
    (p) =>
      `It does not accept user and password, or its certificate is not trusted${quoted(p["reason"], "(", ")")}. It is tried again by itself.`,
    "Check CAUDAL_SMTP_URL and the mail server's certificate.",
  ),
  mail_folder_unusable: words(
    "The folder of mails cannot be written",
    (p) => `The message is still kept and is tried again by itself${quoted(p["path"], "(folder ", ")")}.`,
    "Check the folder's permissions and the space on the disk.",
  ),
  mail_unreadable: words(
    "The kept message does not open",
    "It was sealed with another key, changed in the database, or is of another version. It was not sent.",
    "Check CAUDAL_MASTER_KEY: earlier keys have to stay on the list. Then ask for the message again.",
  ),
  outbox_uncertain: words(
    "Nobody knows whether the message arrived",
    "The server was cut off twice just as it sent it. It is not sent a third time, so as not to repeat it.",
    "If it did not arrive, ask for it again.",
  ),
} satisfies Partial<FaultCatalogue>;
