import { createLog } from "@caudal/base/log.ts";
import { startListener, type Listener } from "@caudal/db/listen.ts";
import { createEnqueueMail } from "@caudal/db/queries/outbox.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { newMasterKey, parseKeyring } from "@caudal/secrets/keyring.ts";
import pg from "pg";
import type { SMTPServerAuthentication, SMTPServerAuthenticationResponse, SMTPServerSession } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { localhostCertificate } from "../../testing/localhost-certificate.ts";
import { startSmtp, type TestSmtp } from "../../testing/smtp.ts";
import { createOutboxService, mailSettings } from "../outbox/deliver-outbox.ts";
import { createMailDeliverer } from "./deliver-mail.ts";
import { createPageLinks } from "./page-links.ts";
import { sealOutbox } from "./seal-outbox.ts";
import { createSmtpSender } from "./send-smtp.ts";

const keyring = parseKeyring(newMasterKey());
const enqueueMail = createEnqueueMail(sealOutbox(keyring));
const secret = "una-clave-secreta";
const lines: string[] = [];
const log = createLog({ name: "outbox", level: "debug", write: (line) => lines.push(line) });
let database: TestDatabase;
let superuser: pg.Client;
let listener: Listener;
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  listener = startListener(database.urls.app, { applicationName: "test-outbox" });
});
afterAll(async () => {
  await listener.close();
  await superuser.end();
  await database.close();
});
beforeEach(async () => {
  lines.length = 0;
  await superuser.query("delete from caudal.outbox");
});

/** A busy machine takes its time. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const look = async () =>
  (
    await superuser.query<{
      state: string;
      attempts: number;
      tried: boolean;
      last_error: { code: string } | null;
      recipient: string | null;
    }>(
      "select state, attempts, last_error, recipient, content, lease_until is not null as tried from caudal.outbox order by created_at",
    )
  ).rows;
const hurry = () => superuser.query("update caudal.outbox set next_attempt_at = now() where state = 'pending'");
const request = (name: string, to = "ana@ejemplo.test") =>
  enqueueMail(database.app.db, {
    to,
    locale: "es",
    key: "invitation",
    params: {
      inviter: name,
      account: name,
      role: "analyst",
      link: "http://caudal.test/accept#token=secreto",
      expires_at: "2026-12-01T00:00:00.000Z",
    },
  });

/** A mail server, and what delivers to it until the test ends. */
async function deliverTo(smtp: TestSmtp, url = smtp.url): Promise<void> {
  const service = createOutboxService(
    {
      db: database.app.db,
      listener,
      log,
      deliverer: createMailDeliverer(createSmtpSender({ url, ca: localhostCertificate.cert }), {
        keyring,
        links: createPageLinks("http://caudal.test"),
        from: "Caudal <avisos@caudal.test>",
      }),
    },
    { ...mailSettings, leaseMs: 60_000, idleMs: 50 },
  );
  await service.start();
  onTestFinished(async () => {
    await service.stop();
    await smtp.close();
  });
}

describe("a mail", () => {
  test("arrives once, with the same words as text and as HTML, from whom the operator says", async () => {
    const smtp = await startSmtp();
    await deliverTo(smtp);
    await request("Olga");
    await eventually(async () => expect(await look()).toMatchObject([{ state: "sent", attempts: 1, recipient: null }]));
    expect(smtp.received).toHaveLength(1);
    const [{ from, to, mail } = { from: "", to: [], mail: null }] = smtp.received;
    expect([from, to]).toEqual(["avisos@caudal.test", ["ana@ejemplo.test"]]);
    expect(mail?.from?.text).toBe('"Caudal" <avisos@caudal.test>');
    expect(mail?.subject).toBe("Olga te invita a Caudal");
    expect(mail?.text).toContain("http://caudal.test/accept#token=secreto");
    expect(mail?.html).toContain('href="http://caudal.test/accept#token=secreto"');
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(lines.join("")).not.toMatch(/secreto|ana@ejemplo/);
  });

  test("that is put off comes later, and is still the same mail", async () => {
    const smtp = await startSmtp({ answer: (_, count) => (count < 3 ? { code: 451 } : "accept") });
    await deliverTo(smtp);
    await request("Olga");
    for (const attempts of [1, 2]) {
      await eventually(async () => expect(await look()).toMatchObject([{ state: "pending", attempts, tried: false }]));
      await hurry();
    }
    await eventually(async () => expect(await look()).toMatchObject([{ state: "sent", attempts: 3 }]));
    expect(new Set(smtp.received.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect(new Set(smtp.received.map(({ mail }) => mail.date?.toISOString())).size).toBe(1);
  });

  test("that is refused for good is not tried again, and the log says so without the address", async () => {
    const smtp = await startSmtp({ answer: () => ({ code: 550 }) });
    await deliverTo(smtp);
    await request("Olga", "nadie@ejemplo.test");
    await eventually(async () =>
      expect(await look()).toMatchObject([
        { state: "failed", attempts: 1, content: null, last_error: { code: "mail_refused", params: { status: 550 } } },
      ]),
    );
    expect(lines.some((line) => line.includes("gave up delivering"))).toBe(true);
    expect(lines.join("")).not.toContain("secreto");
  });

  test("to a recipient that the server refuses keeps no other from going", async () => {
    const smtp = await startSmtp({
      server: {
        onRcptTo: ({ address }, _, done) =>
          address.startsWith("nadie") ? done(Object.assign(new Error("no"), { responseCode: 550 })) : done(),
      },
    });
    await deliverTo(smtp);
    await request("Olga", "nadie@ejemplo.test");
    await request("Olga");
    await eventually(async () => expect((await look()).map((row) => row.state).toSorted()).toEqual(["failed", "sent"]));
  });

  test("whose connection is cut is tried again", async () => {
    const smtp = await startSmtp({ answer: (_, count) => (count === 1 ? "cut" : "accept") });
    await deliverTo(smtp);
    await request("Olga");
    await eventually(async () =>
      expect(await look()).toMatchObject([
        { state: "pending", tried: false, last_error: { code: "mail_server_away" } },
      ]),
    );
    await hurry();
    await eventually(async () => expect(await look()).toMatchObject([{ state: "sent", attempts: 2 }]));
  });

  test("waits for a server that is away, and is given up when its time is over", async () => {
    const smtp = await startSmtp();
    await smtp.close();
    await deliverTo(smtp);
    await request("Olga");
    await eventually(async () => expect(await look()).toMatchObject([{ state: "pending", attempts: 1, tried: false }]));
    await superuser.query("update caudal.outbox set next_attempt_at = now(), give_up_at = now() + interval '1 second'");
    await eventually(async () => expect(await look()).toMatchObject([{ state: "failed", attempts: 2, content: null }]));
    expect(lines.some((line) => line.includes("gave up delivering"))).toBe(true);
  });

  test("whose row was changed to another address does not open, and goes nowhere", async () => {
    const smtp = await startSmtp();
    await request("Olga");
    await superuser.query("update caudal.outbox set recipient = 'ladron@ejemplo.test'");
    await deliverTo(smtp);
    await eventually(async () =>
      expect(await look()).toMatchObject([{ state: "failed", last_error: { code: "mail_unreadable" } }]),
    );
    expect(smtp.received).toEqual([]);
  });
});

describe("a hostile name", () => {
  test.each([
    "Olga\r\nBcc: ladron@ejemplo.test\r\nX-Otra: 1",
    "Olga\nTo: ladron@ejemplo.test",
    "Olga\u2028Bcc: ladron@ejemplo.test",
    "=?utf-8?q?Bcc:_ladron@ejemplo.test?=",
    "<script>alert(1)</script>",
    "Olga\r\n\r\n.\r\nMAIL FROM:<ladron@ejemplo.test>",
  ])("%j adds no header, recipient or markup", async (name) => {
    const smtp = await startSmtp();
    await deliverTo(smtp);
    await request(name);
    await eventually(async () => expect(await look()).toMatchObject([{ state: "sent" }]));
    const [received] = smtp.received;
    expect(smtp.received).toHaveLength(1);
    expect(received?.to).toEqual(["ana@ejemplo.test"]);
    const names = received?.mail.headerLines.map(({ key }) => key).toSorted();
    expect(names).toEqual(
      [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-auto-response-suppress",
      ].toSorted(),
    );
    expect(received?.mail.html).not.toContain("<script");
  });

  test("in an address makes no second recipient", async () => {
    const smtp = await startSmtp();
    await deliverTo(smtp);
    await request("Olga", "ana@ejemplo.test, ladron@ejemplo.test");
    await eventually(async () => expect((await look())[0]?.attempts).toBe(1));
    await eventually(async () => expect((await look())[0]?.last_error ?? (await look())[0]?.state).not.toBe("pending"));
    expect(smtp.received.flatMap(({ to }) => to)).not.toContain("ladron@ejemplo.test");
    expect(smtp.received.flatMap(({ to }) => to)).not.toContain("ana@ejemplo.test");
  });
});

describe("the connection", () => {
  const server = { authOptional: false, onAuth: signIn } as const;
  function signIn(
    auth: SMTPServerAuthentication,
    _: SMTPServerSession,
    done: (error: Error | null, response?: SMTPServerAuthenticationResponse) => void,
  ): void {
    if (auth.password === secret) done(null, { user: auth.username ?? "" });
    else done(Object.assign(new Error("no"), { responseCode: 535 }));
  }
  const withLogin = (url: string, password: string) => url.replace("//", `//caudal:${encodeURIComponent(password)}@`);

  test.each([true, false])("signs in over TLS (from the start: %s)", async (secure) => {
    const smtp = await startSmtp({ server: { ...server, secure } });
    await deliverTo(smtp, withLogin(smtp.url, secret));
    await request("Olga");
    await eventually(async () => expect(await look()).toMatchObject([{ state: "sent" }]));
    expect(lines.join("")).not.toContain(secret);
  });

  test("with a wrong password waits for the operator, whose password no line shows", async () => {
    const smtp = await startSmtp({ server });
    await deliverTo(smtp, withLogin(smtp.url, "otra-clave-secreta"));
    await request("Olga");
    await eventually(async () =>
      expect(await look()).toMatchObject([{ state: "pending", last_error: { code: "mail_server_refuses" } }]),
    );
    expect(lines.join("")).not.toContain("otra-clave-secreta");
  });

  test("to a server whose certificate nobody vouches for gives it nothing", async () => {
    const smtp = await startSmtp({ server: { ...server, secure: true } });
    const sender = createSmtpSender({ url: withLogin(smtp.url, secret) });
    await expect(sender.send({ from: "a@caudal.test", to: "b@caudal.test", text: "" }, "x")).rejects.toMatchObject({
      persistence: "transient",
    });
    expect(smtp.received).toEqual([]);
    await smtp.close();
  });

  test("without encryption gives a mail only to a server for which the operator says so, and never a password", async () => {
    const smtp = await startSmtp({ server: { disabledCommands: ["STARTTLS"] } });
    onTestFinished(smtp.close);
    const message = { from: "a@caudal.test", to: "b@caudal.test", text: "" };
    await expect(createSmtpSender({ url: smtp.url }).send(message, "x")).rejects.toMatchObject({
      persistence: "transient",
    });
    expect(smtp.received).toEqual([]);
    await createSmtpSender({ url: `${smtp.url}?tls=off` }).send(message, "x");
    expect(smtp.received).toHaveLength(1);
    expect(() => createSmtpSender({ url: `${withLogin(smtp.url, secret)}?tls=off` })).toThrow("config_invalid");
  });
});
