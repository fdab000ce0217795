import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { expect, onTestFinished, test } from "vitest";
import { createFileSender } from "./send-file.ts";

const message = {
  from: "Caudal <avisos@caudal.test>",
  to: { name: "", address: "ana@ejemplo.test" },
  subject: "¿Olvidaste tu contraseña?",
  text: "Elige otra: http://caudal.test/reset#token=abc\n",
  html: "<p>Elige otra</p>",
  messageId: "<1@caudal.test>",
  date: new Date("2026-11-27T20:00:00Z"),
};

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "caudal-outbox-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return join(path, "outbox");
}

test("a mail is a file that a mail program opens, for its owner alone", async () => {
  const path = await folder();
  await createFileSender(path).send(message, "2026-uno");
  expect(await readdir(path)).toEqual(["2026-uno.eml"]);
  const mail = await simpleParser(await readFile(join(path, "2026-uno.eml")));
  expect(mail.subject).toBe(message.subject);
  expect(mail.text).toContain("http://caudal.test/reset#token=abc");
  expect(mail.messageId).toBe("<1@caudal.test>");
  expect((await stat(join(path, "2026-uno.eml"))).mode & 0o777).toBe(0o600);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("written again, however often and by how many at once, it is one file and whole", async () => {
  const path = await folder();
  const sender = createFileSender(path);
  await Promise.all(Array.from({ length: 20 }, () => sender.send(message, "uno")));
  expect(await readdir(path)).toEqual(["uno.eml"]);
  expect((await simpleParser(await readFile(join(path, "uno.eml")))).subject).toBe(message.subject);
});

test("a folder that cannot be written is a failure that may pass", async () => {
  const path = await folder();
  await writeFile(path, "no es una carpeta");
  await expect(createFileSender(path).send(message, "uno")).rejects.toMatchObject({
    code: "mail_folder_unusable",
    persistence: "transient",
  });
});
