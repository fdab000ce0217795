import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { systemClock } from "@caudal/base/clock.ts";
import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { createDialer } from "@caudal/base/dial/dialer.ts";
import type { Resolve } from "@caudal/base/dial/pin-peer.ts";
import { createLog } from "@caudal/base/log.ts";
import { WebhookMessage, type WebhookKind } from "@caudal/contract/resources/webhook.ts";
import { startListener } from "@caudal/db/listen.ts";
import { createFile } from "@caudal/db/testing/people.ts";
import { newMasterKey, parseKeyring } from "@caudal/secrets/keyring.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createVerifier, startReceiver, type Receiver } from "../../testing/webhook-receiver.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { createOutboxService, webhookSettings } from "../outbox/deliver-outbox.ts";
import { createWebhookDeliverer } from "./deliver-webhook.ts";

let server: TestServer;
let superuser: pg.Client;
let stop = async (): Promise<void> => undefined;
/** What the operator opened: grows with the receivers of these tests. */
const allow: string[] = [];
const resolved = new Map<string, string>();
const resolve: Resolve = async (host) => {
  const address = resolved.get(host);
  if (address === undefined) throw new Error("ENOTFOUND");
  return [{ address, family: 4 }];
};
const masterKey = newMasterKey();
const lines: string[] = [];
const dialer = createDialer({
  policy: () => ({ allowed: parseAllowList(allow.join(",")) ?? [], ownPorts: [] }),
  resolve,
});

beforeAll(async () => {
  server = await startTestServer({ dialer, keyring: parseKeyring(masterKey) });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  const listener = startListener(server.database.urls.app, { applicationName: "test-webhooks" });
  const { db } = server.database.app;
  const service = createOutboxService(
    {
      db,
      listener,
      log: createLog({ name: "webhooks", level: "debug", write: (line) => lines.push(line) }),
      deliverer: createWebhookDeliverer(
        { db, dialer, keyring: server.keyring, clock: systemClock, onRefused: () => undefined },
        { timeoutMs: 1_000 },
      ),
    },
    { ...webhookSettings, leaseMs: 60_000, idleMs: 50 },
  );
  await service.start();
  stop = async () => {
    await service.stop();
    await listener.close();
  };
});
afterAll(async () => {
  await stop();
  await superuser.end();
  await server.close();
});

type Person = Awaited<ReturnType<typeof signUp>>;
async function receive(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const receiver = await startReceiver(answer);
  allow.push(`127.0.0.1:${receiver.port}`);
  onTestFinished(receiver.close);
  return receiver;
}
const add = (who: Person, url: string, kinds: readonly WebhookKind[] = ["file.uploaded"]) =>
  who.client.createWebhook({ body: { name: "Tablero", url, kinds: [...kinds] } });
const tell = (who: Person, name = "v.csv") => createFile(server.database, { ...who.scope }, name);
const deliveries = async (who: Person, id: string) =>
  (await who.client.listWebhookDeliveries({ params: { id } })).items;
const hurry = () =>
  superuser.query(
    "update caudal.outbox set next_attempt_at = now() where kind = 'webhook' and state = 'pending' and lease_until is null",
  );
const parse = (body = "") => WebhookMessage.parse(JSON.parse(body));

describe("a notification", () => {
  test("arrives signed, once, for the kinds that were chosen, and is verified by what the specification says", async () => {
    const receiver = await receive();
    const ana = await signUp(server);
    const { id, secret } = await add(ana, `${receiver.url}/avisos?x=1`);
    const file = await tell(ana);
    await superuser.query("update caudal.files set status = 'processing' where id = $1", [file]);
    await vi.waitFor(async () => expect(await deliveries(ana, id)).toMatchObject([{ state: "sent", attempts: 1 }]));
    expect(receiver.calls).toHaveLength(1);
    const [call] = receiver.calls;
    if (call === undefined) expect.fail("no call");
    const { items } = await ana.client.listNotifications({ query: {} });
    const notice = items.find((each) => each.title === "Archivo recibido");
    expect(call.path).toBe("/avisos?x=1");
    expect(parse(call.body)).toEqual({
      type: "file.uploaded",
      timestamp: notice?.created_at,
      data: {
        notification_id: notice?.id,
        title: "Archivo recibido",
        message: "«v.csv» llegó completo.",
        type: "info",
        file_id: file,
      },
    });
    expect(call.headers["webhook-id"]).toBe((await deliveries(ana, id))[0]?.id);
    expect(call.headers["content-type"]).toBe("application/json");
    const verify = createVerifier(secret);
    const five = 5 * 60_000;
    expect(verify(call, Date.now() + five + 2_000)).toBe("old");
    expect(verify(call, Date.now() - five - 2_000)).toBe("future");
    expect(verify({ ...call, body: `${call.body} ` })).toBe("forged");
    expect(verify({ ...call, headers: { ...call.headers, "webhook-id": crypto.randomUUID() } })).toBe("forged");
    const later = String(Number(call.headers["webhook-timestamp"]) + 1);
    expect(verify({ ...call, headers: { ...call.headers, "webhook-timestamp": later } })).toBe("forged");
    expect(createVerifier(`whsec_${Buffer.alloc(32).toString("base64")}`)(call)).toBe("forged");
    expect(verify(call, Date.now() + five - 5_000)).toBe("good");
    expect(verify(call)).toBe("replayed");
  });

  test("is its person's: nobody else's endpoint hears of it", async () => {
    const receiver = await receive();
    const [ana, eva] = [await signUp(server), await signUp(server)];
    await add(eva, receiver.url);
    const { id } = await add(ana, receiver.url);
    await tell(ana);
    await vi.waitFor(async () => expect(await deliveries(ana, id)).toMatchObject([{ state: "sent" }]));
    expect(receiver.calls).toHaveLength(1);
  });

  test.each([
    `"><script>alert(1)</script>.csv`,
    "'); drop table caudal.files; --.csv",
    "=cmd|'/c calc'!A1.csv",
    "a\u0007b\u001b[31m\u2028\u202e.csv",
    "línea\r\nWebhook-Id: otra\r\n\r\n{}.csv",
  ])("about a file called %j is plain JSON of exactly that", async (name) => {
    const receiver = await receive();
    const ana = await signUp(server);
    const { id, secret } = await add(ana, receiver.url);
    await tell(ana, name);
    await vi.waitFor(async () => expect(await deliveries(ana, id)).toMatchObject([{ state: "sent" }]));
    const [call] = receiver.calls;
    if (call === undefined) expect.fail("no call");
    expect(createVerifier(secret)(call)).toBe("good");
    expect(call.headers["webhook-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(parse(call.body).data.message).toBe(`«${name}» llegó completo.`);
    expect(call.body).not.toMatch(/\p{Cc}/u);
  });

  test("is signed by both secrets for a day after a change, and by the new one alone afterwards", async () => {
    const receiver = await receive();
    const ana = await signUp(server);
    const { id, secret } = await add(ana, receiver.url);
    const { secret: next } = await ana.client.rotateWebhookSecret({ params: { id } });
    expect(next).not.toBe(secret);
    await tell(ana);
    await vi.waitFor(() => expect(receiver.calls).toHaveLength(1));
    await superuser.query("update caudal.webhooks set old_secret_until = now() where id = $1", [id]);
    await tell(ana);
    await vi.waitFor(() => expect(receiver.calls).toHaveLength(2));
    const [both, one] = receiver.calls;
    if (both === undefined || one === undefined) expect.fail("two calls");
    expect([createVerifier(secret)(both), createVerifier(next)(both)]).toEqual(["good", "good"]);
    expect([createVerifier(secret)(one), createVerifier(next)(one)]).toEqual(["forged", "good"]);
  });
});

describe("an endpoint", () => {
  test("that fails is tried again with the same id and the same words, until it takes them", async () => {
    const receiver = await receive((_call, response, count) => void response.writeHead(count < 3 ? 503 : 200).end());
    const ana = await signUp(server);
    const { id, secret } = await add(ana, receiver.url);
    await tell(ana);
    for (const attempts of [1, 2]) {
      await vi.waitFor(async () =>
        expect(await deliveries(ana, id)).toMatchObject([
          { state: "pending", attempts, failure: { code: "webhook_answered", status: 503 } },
        ]),
      );
      expect((await ana.client.listWebhooks()).items).toMatchObject([{ failures: attempts, active: true }]);
      await hurry();
    }
    await vi.waitFor(async () => expect(await deliveries(ana, id)).toMatchObject([{ state: "sent", failure: null }]));
    expect((await ana.client.listWebhooks()).items).toMatchObject([{ failures: 0, last_failure: null }]);
    expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
    const verify = createVerifier(secret);
    expect(receiver.calls.map((call) => verify(call))).toEqual(["good", "replayed", "replayed"]);
  });

  test("that is away is not knocked at by everything that waits for it, and gets it all once it is back", async () => {
    let back = false;
    const receiver = await receive((_call, response) => void response.writeHead(back ? 200 : 500).end());
    const ana = await signUp(server);
    const { id } = await add(ana, receiver.url);
    await tell(ana);
    await vi.waitFor(async () => expect(await deliveries(ana, id)).toMatchObject([{ attempts: 1 }]));
    await superuser.query(
      "update caudal.outbox set next_attempt_at = now() + interval '1 hour' where recipient = $1 and state = 'pending'",
      [id],
    );
    await tell(ana);
    await vi.waitFor(async () => expect((await deliveries(ana, id)).map(({ attempts }) => attempts)).toEqual([1, 1]));
    back = true;
    await tell(ana);
    // The one that arrives lets the others go, of which two would wait for an hour.
    await vi.waitFor(async () =>
      expect((await deliveries(ana, id)).map(({ state }) => state)).toEqual(["sent", "sent", "sent"]),
    );
  });

  test("that redirects is not followed, wherever it leads", async () => {
    const inside = await receive();
    for (const status of [301, 302, 307, 308]) {
      const receiver = await receive(
        (_call, response) => void response.writeHead(status, { location: `${inside.url}/dentro` }).end(),
      );
      const ana = await signUp(server);
      const { id } = await add(ana, receiver.url);
      await tell(ana);
      await vi.waitFor(async () =>
        expect(await deliveries(ana, id)).toMatchObject([
          { state: "pending", failure: { code: "webhook_answered", status } },
        ]),
      );
    }
    expect(inside.calls).toEqual([]);
  });

  test("that answers 410 is switched off at once, and its person told", async () => {
    const receiver = await receive((_call, response) => void response.writeHead(410).end());
    const ana = await signUp(server);
    const { id } = await add(ana, receiver.url);
    await tell(ana);
    await vi.waitFor(async () =>
      expect((await ana.client.listWebhooks()).items).toMatchObject([{ active: false, stopped: "gone" }]),
    );
    expect(await deliveries(ana, id)).toMatchObject([{ state: "failed", failure: { code: "webhook_gone" } }]);
    const { items } = await ana.client.listNotifications({ query: {} });
    expect(items[0]).toMatchObject({
      type: "warning",
      is_read: false,
      title: "Un webhook pidió no recibir más avisos",
    });
    expect(items[0]?.message).toContain("«Tablero»");
    // What comes meanwhile is not sent, and not lost either.
    await tell(ana);
    expect(await deliveries(ana, id)).toMatchObject([{ attempts: 0, replayable: true }, { state: "failed" }]);
    expect(receiver.calls).toHaveLength(1);
    const again = await ana.client.updateWebhook({ params: { id }, body: { active: true } });
    expect(again).toMatchObject({ active: true, stopped: null, failures: 0, secret: null });
  });

  test("that took nothing for three days and twenty times is switched off, and not a failure earlier", async () => {
    const receiver = await receive((_call, response) => void response.writeHead(500).end());
    const ana = await signUp(server);
    const { id } = await add(ana, receiver.url);
    const failing = (failures: number, since: string) =>
      superuser.query("update caudal.webhooks set failures = $2, failing_since = now() - $3::interval where id = $1", [
        id,
        failures,
        since,
      ]);
    const fail = async (times: number) => {
      await tell(ana);
      await vi.waitFor(async () => {
        const { rows } = await superuser.query<{ failures: number }>(
          "select failures from caudal.webhooks where id = $1",
          [id],
        );
        expect(rows[0]?.failures).toBe(times);
      });
      return (await ana.client.listWebhooks()).items[0]?.active;
    };
    await failing(50, "71 hours");
    expect(await fail(51)).toBe(true);
    await failing(18, "73 hours");
    expect(await fail(19)).toBe(true);
    expect(await fail(20)).toBe(false);
    const { items } = await ana.client.listNotifications({ query: {} });
    expect(items.filter(({ title }) => title === "Dejamos de llamar a un webhook")).toHaveLength(1);
  });

  test("that answers late, never ends its answer or cuts it keeps nobody, and its words are nowhere", async () => {
    const endless = await receive((_call, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const timer = setInterval(() => response.write("palabras-ajenas ".repeat(4_000)), 5);
      response.on("close", () => clearInterval(timer));
    });
    const silent = await receive(() => undefined);
    const cut = await receive((_call, response) => void response.destroy());
    const ana = await signUp(server);
    const [one, two, three] = await Promise.all([endless, silent, cut].map(({ url }) => add(ana, url)));
    if (!one || !two || !three) expect.fail("three");
    await tell(ana);
    // The status was said; what follows is not waited for.
    await vi.waitFor(async () => expect(await deliveries(ana, one.id)).toMatchObject([{ state: "sent" }]));
    for (const { id } of [two, three])
      await vi.waitFor(
        async () =>
          expect(await deliveries(ana, id)).toMatchObject([
            { state: "pending", failure: { code: "dial_failed", status: null } },
          ]),
        5_000,
      );
    const { rows } = await superuser.query<{ row: string }>(
      "select d::text as row from caudal.webhook_deliveries d union all select o::text from caudal.outbox o union all select w::text from caudal.webhooks w",
    );
    expect(JSON.stringify(rows)).not.toContain("palabras-ajenas");
    expect(lines.join("")).not.toMatch(/palabras-ajenas|whsec_/);
  });

  test.each(["127.0.0.1", "169.254.169.254", "10.1.2.3", "192.168.0.1", "0.0.0.0"])(
    "whose name leads to %s is refused when it is made, and when it leads there only afterwards",
    async (inside) => {
      const ana = await signUp(server);
      const host = `h${inside.replaceAll(".", "-")}.test`;
      resolved.set(host, inside);
      await expect(add(ana, `https://${host}/x`)).rejects.toMatchObject({ problem: { code: "dial_refused" } });
      resolved.set(host, "93.184.215.14");
      const { id } = await add(ana, `https://${host}/x`);
      resolved.set(host, inside);
      await tell(ana);
      await vi.waitFor(async () =>
        expect(await deliveries(ana, id)).toMatchObject([{ state: "failed", failure: { code: "dial_refused" } }]),
      );
      await expect(
        ana.client.updateWebhook({ params: { id }, body: { url: `https://${host}/otra` } }),
      ).rejects.toMatchObject({ problem: { code: "dial_refused" } });
    },
  );

  test("whose address was changed behind the platform's back is sent nothing: its secret does not open", async () => {
    const [receiver, thief] = [await receive(), await receive()];
    const ana = await signUp(server);
    const { id } = await add(ana, receiver.url);
    const steal = (more: string) =>
      superuser.query(`update caudal.webhooks set url = $2 ${more} where id = $1`, [id, thief.url]);
    await expect(steal("")).rejects.toThrow("another url needs another secret");
    const other = await add(ana, receiver.url, ["file.error"]);
    await steal(`, secret = (select secret from caudal.webhooks where id = '${other.id}')`);
    await tell(ana);
    await vi.waitFor(async () =>
      expect(await deliveries(ana, id)).toMatchObject([
        { state: "failed", failure: { code: "webhook_secret_unusable" } },
      ]),
    );
    expect(thief.calls).toEqual([]);
  });
});

test("a kill between sending and noting sends once more, as the same message, and then no more", async () => {
  const own = await startTestServer({ dialer, keyring: parseKeyring(masterKey) });
  const observer = new pg.Client({ connectionString: own.database.superuserUrl });
  await observer.connect();
  let child: ChildProcess | null = null;
  let killing = true;
  /** Kills who sends at the moment when the message is here and nobody has noted it. */
  const receiver = await receive(async (_call, response) => {
    if (killing) {
      child?.kill("SIGKILL");
      if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    response.writeHead(200).end();
  });
  onTestFinished(async () => {
    child?.kill("SIGKILL");
    await observer.end();
    await own.close();
  });
  const start = (): void => {
    child = fork(join(import.meta.dirname, "../../testing/deliver-webhooks.ts"), [
      `--database=${own.database.urls.app}`,
      `--allow=127.0.0.1:${receiver.port}`,
      `--key=${masterKey}`,
    ]);
  };
  const ana = await signUp(own);
  const { id, secret } = await add(ana, receiver.url);
  await createFile(own.database, { ...ana.scope }, "v.csv");
  const look = async () =>
    (await observer.query("select state, attempts, unanswered from caudal.outbox where kind = 'webhook'")).rows;
  start();
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(1), 20_000);
  await vi.waitFor(() => expect(child?.signalCode).toBe("SIGKILL"), 5_000);
  expect(await look()).toEqual([{ state: "pending", attempts: 1, unanswered: 0 }]);
  await observer.query("update caudal.outbox set lease_until = now() - interval '1 second'");
  killing = false;
  start();
  await vi.waitFor(async () => expect(await look()).toEqual([{ state: "sent", attempts: 2, unanswered: 1 }]), 20_000);
  expect(await deliveries(ana, id)).toMatchObject([{ state: "sent", attempts: 2 }]);
  const verify = createVerifier(secret);
  expect(receiver.calls.map((call) => verify(call))).toEqual(["good", "replayed"]);
});
