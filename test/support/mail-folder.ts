import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { simpleParser } from "mailparser";

/** A mail as whoever opens its file reads it. `link` is the one with a token, where there is one. */
export type FolderMail = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly link: string;
};

/** Mails to somebody in the file outbox below a data folder, oldest first. */
export async function mailsIn(dataDir: string, recipient: string): Promise<readonly FolderMail[]> {
  const folder = join(dataDir, "outbox");
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".eml")).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name))));
  // Whoever asks again and again among hundreds of mails waits for the reading of their own only.
  const mails = await Promise.all(texts.filter((text) => text.includes(recipient)).map((text) => simpleParser(text)));
  return mails
    .filter(({ to }) => (Array.isArray(to) ? to : [to]).some((each) => each?.text === recipient))
    .map(({ subject = "", text = "", html }) => ({
      subject,
      text,
      html: typeof html === "string" ? html : "",
      link: /https?:\/\/\S+#token=\S+/.exec(text)?.[0] ?? "",
    }));
}

/** The latest mail to somebody with this in its subject, once it is there. */
export async function mailIn(dataDir: string, recipient: string, subject: RegExp): Promise<FolderMail> {
  for (let tries = 0; tries < 600; tries++) {
    const mail = (await mailsIn(dataDir, recipient)).findLast((each) => subject.test(each.subject));
    if (mail !== undefined) return mail;
    await pause(50);
  }
  throw new Error(`no mail ${subject.source} to ${recipient} in ${dataDir}`);
}

export function tokenOf(mail: FolderMail): string {
  return mail.link.split("#token=")[1] ?? "";
}
