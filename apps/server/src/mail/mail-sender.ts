import type { SendMailOptions } from "nodemailer";

/** Where mails go. `delivery` is what people are told: a mail that comes, or a file that the administrator finds. */
export type MailSender = {
  readonly delivery: "smtp" | "folder";
  /** Whether sending the same message again does no harm. */
  readonly repeatable: boolean;
  /** `name` tells the message from all others. Throws Faults of mail; one that may pass is transient. */
  send(message: SendMailOptions, name: string): Promise<void>;
};
