import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { createTransport } from "nodemailer";
import { nameDraft } from "./mail-drafts.ts";
import type { MailSender } from "./mail-sender.ts";

/**
 * Mails as files in a folder, `<name>.eml`, which a mail program opens: for an installation without a mail server. A file is there whole or
 * not at all, and written again it is the same one.
 */
export function createFileSender(folder: string): MailSender {
  const writer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    delivery: "folder",
    repeatable: true,
    send: async (message, name) => {
      const { message: bytes } = await writer.sendMail(message);
      if (!Buffer.isBuffer(bytes)) throw new Error("the message was not written into memory");
      try {
        await writeWhole(folder, `${name}.eml`, bytes);
      } catch (cause) {
        throw new Fault("mail_folder_unusable", { persistence: "transient", params: { path: folder }, cause });
      }
    },
  };
}

async function writeWhole(folder: string, name: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, nameDraft(name));
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, name));
  } finally {
    await rm(draft, { force: true });
  }
}
