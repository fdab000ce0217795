import { systemClock } from "@caudal/base/clock.ts";
import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { createDialer } from "@caudal/base/dial/dialer.ts";
import { createLog } from "@caudal/base/log.ts";
import { startListener } from "@caudal/db/listen.ts";
import { createFile } from "@caudal/db/testing/people.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { localhostCertificate } from "../../testing/localhost-certificate.ts";
import { startSmtp, type TestSmtp } from "../../testing/smtp.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { startReceiver, type Receiver } from "../../testing/webhook-receiver.ts";
import { createMailDeliverer } from "../mail/deliver-mail.ts";
import { createPageLinks } from "../mail/page-links.ts";
import { createSmtpSender } from "../mail/send-smtp.ts";
import { createOutboxService, mailSettings, webhookSettings } from "../outbox/deliver-outbox.ts";
import { createWebhookDeliverer } from "./deliver-webhook.ts";

let server: TestServer;
let superuser: pg.Client;
let smtp: TestSmtp;
let slow: Receiver;
let quick: Receiver;
const allow: string[] = [];
const dialer = createDialer({
  policy: () => ({ allowed: parseAllowList(allow.join(",")) ?? [], ownPorts: [] }),
});
const stops: (() => Promise<void>)[] = [];
/** Of the server that answers late: how many calls are open now, and how many were at most. */
let open = 0;
let most = 0;

beforeAll(async () => {
  server = await startTestServer({ dialer });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  smtp = await startSmtp();
  slow = await startReceiver((_call, response) => {
    most = Math.max(most, ++open);
    const timer = setTimeout(() => response.writeHead(204).end(), 30_000);
    response.on("close", () => {
      open--;
      clearTimeout(timer);
    });
  });
  quick = await startReceiver();
  allow.push(`127.0.0.1:${slow.port}`, `127.0.0.1:${quick.port}`);
  const listener = startListener(server.database.urls.app, { applicationName: "test-fair" });
  const { db } = server.database.app;
  const log = createLog({ name: "fair", level: "silent" });
  const { keyring } = server;
  // As the server runs them, with the settings that it ships with.
  const services = [
    createOutboxService(
      {
        db,
        listener,
        log,
        deliverer: createMailDeliverer(createSmtpSender({ url: smtp.url, ca: localhostCertificate.cert }), {
          keyring,
          links: createPageLinks("http://caudal.test"),
          from: "Caudal <avisos@caudal.test>",
        }),
      },
      mailSettings,
    ),
    createOutboxService(
      {
        db,
        listener,
        log,
        deliverer: createWebhookDeliverer({ db, dialer, keyring, clock: systemClock, onRefused: () => undefined }),
      },
      webhookSettings,
    ),
  ];
  for (const service of services) await service.start();
  stops.push(() => listener.close(), ...services.map((service) => () => service.stop()));
});
afterAll(async () => {
  // Whoever still waits for an answer is cut off, so that the services end.
  await slow.close();
  for (const stop of stops.toReversed()) await stop();
  await Promise.all([quick.close(), smtp.close()]);
  await superuser.end();
  await server.close();
});

test("a server that answers after thirty seconds holds up neither another account's messages, nor a colleague's, nor mails", async () => {
  const greedy = await signUp(server);
  const other = await signUp(server);
  await superuser.query('update auth."user" set "emailVerified" = true');
  const add = (who: typeof greedy, url: string) =>
    who.client.createWebhook({ body: { name: "Tablero", url, kinds: ["file.uploaded"] } });
  for (let i = 0; i < 10; i++) await add(greedy, `${slow.url}/${i}`);
  // Ten endpoints, to which ten messages each wait.
  for (let i = 0; i < 10; i++) await createFile(server.database, { ...greedy.scope }, `v${i}.csv`);
  await vi.waitFor(() => expect(open).toBe(webhookSettings.shares.member), 10_000);
  const mine = await add(other, `${quick.url}/a`);
  const began = performance.now();
  for (let i = 0; i < 20; i++) await createFile(server.database, { ...other.scope }, `v${i}.csv`);
  // The greedy one's own mail and the other's go at once too.
  for (const { userId, scope } of [greedy, other])
    await superuser.query(
      `insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
       values ($1, $2, 't', 'm', 'error', 'file.error', '{"file_name": "v.csv", "reason": "x"}')`,
      [scope.accountId, userId],
    );
  await vi.waitFor(() => {
    expect(quick.calls).toHaveLength(20);
    expect(smtp.received.length).toBe(2);
  }, 10_000);
  expect(performance.now() - began).toBeLessThan(10_000);
  // None of the slow ones was answered meanwhile, and no more of them were held than a member may.
  expect([open, most]).toEqual([webhookSettings.shares.member, webhookSettings.shares.member]);
  await vi.waitFor(async () => {
    const { items } = await other.client.listWebhookDeliveries({ params: { id: mine.id } });
    expect(items.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => "sent"));
  });
}, 60_000);
