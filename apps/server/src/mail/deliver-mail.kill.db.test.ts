import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createEnqueueMail } from "@caudal/db/queries/outbox.ts";
import { createTestDatabase } from "@caudal/db/testing/test-database.ts";
import { newMasterKey, parseKeyring } from "@caudal/secrets/keyring.ts";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { startSmtp, type SmtpAnswer } from "../../testing/smtp.ts";
import { sealOutbox } from "./seal-outbox.ts";

test("a kill between sending and noting sends once more, as the same mail, and never a third time", async () => {
  const database = await createTestDatabase();
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const key = newMasterKey();
  let child: ChildProcess | null = null;
  /** Kills who sends at the moment when the mail is here and nobody has noted it. */
  const smtp = await startSmtp({
    answer: async (): Promise<SmtpAnswer> => {
      child?.kill("SIGKILL");
      if (child !== null) await once(child, "exit");
      return "accept";
    },
  });
  onTestFinished(async () => {
    child?.kill("SIGKILL");
    await smtp.close();
    await superuser.end();
    await database.close();
  });
  const start = (): void => {
    child = fork(join(import.meta.dirname, "../../testing/deliver-once.ts"), [
      `--database=${database.urls.app}`,
      `--smtp=${smtp.url}`,
      `--key=${key}`,
    ]);
  };
  const look = async () =>
    (
      await superuser.query<{ state: string; attempts: number; unanswered: number; last_error: unknown }>(
        "select state, attempts, unanswered, last_error from caudal.outbox",
      )
    ).rows[0];
  await createEnqueueMail(sealOutbox(parseKeyring(key)))(database.app.db, {
    to: "ana@ejemplo.test",
    locale: "es",
    key: "password.reset",
    params: { name: "Ana", link: "http://caudal.test/reset#token=x" },
  });
  for (const sent of [1, 2]) {
    start();
    await vi.waitFor(() => expect(smtp.received).toHaveLength(sent), 20_000);
    await vi.waitFor(() => expect(child?.exitCode ?? child?.signalCode).toBe("SIGKILL"), 5_000);
    expect(await look()).toMatchObject({ state: "pending", attempts: sent, unanswered: sent - 1 });
    await superuser.query("update caudal.outbox set lease_until = now() - interval '1 second'");
  }
  start();
  await vi.waitFor(async () => expect(await look()).toMatchObject({ state: "failed" }), 20_000);
  expect(await look()).toMatchObject({ last_error: { code: "outbox_uncertain" } });
  expect(smtp.received).toHaveLength(2);
  expect(new Set(smtp.received.map(({ mail }) => mail.messageId)).size).toBe(1);
});
