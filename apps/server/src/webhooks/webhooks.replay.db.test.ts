import { systemClock } from "@caudal/base/clock.ts";
import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { createDialer } from "@caudal/base/dial/dialer.ts";
import { createLog } from "@caudal/base/log.ts";
import { startListener } from "@caudal/db/listen.ts";
import { createFile } from "@caudal/db/testing/people.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createVerifier, startReceiver, type Receiver } from "../../testing/webhook-receiver.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { createOutboxService, webhookSettings } from "../outbox/deliver-outbox.ts";
import { createWebhookDeliverer } from "./deliver-webhook.ts";

let server: TestServer;
let superuser: pg.Client;
let stop = async (): Promise<void> => undefined;
const allow: string[] = [];
/** Where the name of the test's endpoint leads. */
let address = "93.184.215.14";
const dialer = createDialer({
  policy: () => ({ allowed: parseAllowList(allow.join(",")) ?? [], ownPorts: [] }),
  resolve: async () => [{ address, family: 4 }],
});

beforeAll(async () => {
  server = await startTestServer({ dialer });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  const listener = startListener(server.database.urls.app, { applicationName: "test-replay" });
  const { db } = server.database.app;
  const deliverer = createWebhookDeliverer(
    { db, dialer, keyring: server.keyring, clock: systemClock, onRefused: () => undefined },
    { timeoutMs: 1_000 },
  );
  const log = createLog({ name: "replay", level: "silent" });
  const service = createOutboxService({ db, listener, log, deliverer }, webhookSettings);
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
const add = (who: Person, url: string) =>
  who.client.createWebhook({ body: { name: "Tablero", url, kinds: ["file.uploaded"] } });
const tell = (who: Person, name = "v.csv") => createFile(server.database, { ...who.scope }, name);
const dead = async (who: Person, id: string) =>
  (await who.client.listWebhookDeliveries({ params: { id }, query: { state: "failed" } })).items;
const hook = async (who: Person) => (await who.client.listWebhooks()).items[0];
const wake = () => superuser.query("select pg_notify('caudal_outbox', 'webhook')");
/** What waits has waited for three days. */
async function giveUp(id: string): Promise<void> {
  await superuser.query(
    "update caudal.outbox set next_attempt_at = now(), give_up_at = now() where recipient = $1 and state = 'pending' and lease_until is null",
    [id],
  );
  await wake();
}

test("a message to an address that is not called is kept with its reason, told, and arrives once the address was mended", async () => {
  const receiver = await receive();
  const ana = await signUp(server);
  const { id } = await add(ana, "https://avisos.test/x");
  address = "169.254.169.254";
  onTestFinished(() => void (address = "93.184.215.14"));
  await tell(ana);
  await tell(ana);
  await vi.waitFor(async () =>
    expect(await dead(ana, id)).toMatchObject(
      [1, 2].map(() => ({ attempts: 1, replayable: true, failure: { code: "dial_refused" } })),
    ),
  );
  const [{ failure } = { failure: null }] = await dead(ana, id);
  expect(failure?.detail).toContain("avisos.test");
  expect(await hook(ana)).toMatchObject({ undelivered: 2, active: true });
  // Told once, not for each.
  const { items } = await ana.client.listNotifications({ query: {} });
  expect(items.filter(({ title }) => title === "Un aviso no llegó a tu webhook")).toHaveLength(1);

  const { secret } = await ana.client.updateWebhook({ params: { id }, body: { url: receiver.url } });
  const [one] = await dead(ana, id);
  const replayed = await ana.client.replayWebhookDelivery({ params: { id, delivery: one?.id ?? "" } });
  expect(replayed).toMatchObject({ id: one?.id, state: "pending", failure: null, replayable: false });
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(1));
  const [call] = receiver.calls;
  if (call === undefined) expect.fail("no call");
  expect(call.headers["webhook-id"]).toBe(one?.id);
  expect(createVerifier(secret ?? "")(call)).toBe("good");
  await vi.waitFor(async () => expect(await hook(ana)).toMatchObject({ undelivered: 1, failures: 0 }));
  expect(await ana.client.replayWebhook({ params: { id } })).toEqual({ replayed: 1 });
  await vi.waitFor(async () => expect(await dead(ana, id)).toEqual([]));
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(2));
  // There is nothing left, and nothing goes twice.
  expect(await ana.client.replayWebhook({ params: { id } })).toEqual({ replayed: 0 });
  await expect(ana.client.replayWebhookDelivery({ params: { id, delivery: one?.id ?? "" } })).rejects.toMatchObject({
    problem: { code: "webhook_not_replayable", status: 409 },
  });
});

test("what was given up after three days waits from the start when it is sent again, with a new fence", async () => {
  let back = false;
  const receiver = await receive((_call, response) => void response.writeHead(back ? 200 : 503).end());
  const ana = await signUp(server);
  const { id } = await add(ana, receiver.url);
  await tell(ana);
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(1));
  await vi.waitFor(async () => {
    await giveUp(id);
    expect(await dead(ana, id)).toMatchObject([{ failure: { code: "webhook_answered", status: 503 } }]);
  });
  // As after many attempts.
  await superuser.query("update caudal.outbox set attempts = 40 where recipient = $1", [id]);
  await ana.client.replayWebhook({ params: { id } });
  await vi.waitFor(async () => {
    const { rows } = await superuser.query<{ attempts: number; soon: boolean; lease: boolean }>(
      `select attempts, next_attempt_at < now() + interval '11 seconds' as soon, lease_until is null as lease
       from caudal.outbox where recipient = $1`,
      [id],
    );
    expect(rows).toEqual([{ attempts: 41, soon: true, lease: true }]);
  });
  back = true;
  await superuser.query("update caudal.outbox set next_attempt_at = now() where recipient = $1", [id]);
  await wake();
  await vi.waitFor(async () =>
    expect((await ana.client.listWebhookDeliveries({ params: { id } })).items).toMatchObject([
      { state: "sent", attempts: 42 },
    ]),
  );
});

test("while the platform has stopped calling one nothing is lost, and what came goes out once it is switched on", async () => {
  const receiver = await receive();
  const ana = await signUp(server);
  const { id } = await add(ana, receiver.url);
  await superuser.query("update caudal.webhooks set active = false, stopped = 'failing' where id = $1", [id]);
  for (let i = 0; i < 3; i++) await tell(ana, `v${i}.csv`);
  expect(await hook(ana)).toMatchObject({ undelivered: 3, stopped: "failing" });
  const off = { problem: { code: "webhook_off", status: 409 } };
  await expect(ana.client.replayWebhook({ params: { id } })).rejects.toMatchObject(off);
  const [first] = await dead(ana, id);
  await expect(ana.client.replayWebhookDelivery({ params: { id, delivery: first?.id ?? "" } })).rejects.toMatchObject(
    off,
  );
  await ana.client.updateWebhook({ params: { id }, body: { active: true } });
  expect(await ana.client.replayWebhook({ params: { id } })).toEqual({ replayed: 3 });
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(3));
  // Whoever switched it off themselves wants nothing, also later.
  await ana.client.updateWebhook({ params: { id }, body: { active: false } });
  await tell(ana);
  await vi.waitFor(async () => expect(await hook(ana)).toMatchObject({ undelivered: 0 }));
});

test("a message whose notification is gone is said to be, and cannot be sent again", async () => {
  const receiver = await receive((_call, response) => void response.writeHead(503).end());
  const ana = await signUp(server);
  const { id } = await add(ana, receiver.url);
  await tell(ana);
  await vi.waitFor(() => expect(receiver.calls).toHaveLength(1));
  await superuser.query("delete from caudal.notifications where user_id = $1", [ana.userId]);
  const [gone] = await dead(ana, id);
  expect(gone).toMatchObject({ state: "failed", replayable: false, failure: { code: "webhook_notice_gone" } });
  expect(await hook(ana)).toMatchObject({ undelivered: 0 });
  expect(await ana.client.replayWebhook({ params: { id } })).toEqual({ replayed: 0 });
});

test("nobody sends another's messages again, not even under their own endpoint's id", async () => {
  const receiver = await receive((_call, response) => void response.writeHead(410).end());
  const [ana, eva] = [await signUp(server), await signUp(server)];
  const { id } = await add(ana, receiver.url);
  const { id: evas } = await add(eva, receiver.url);
  await tell(ana);
  await vi.waitFor(async () => expect(await dead(ana, id)).toHaveLength(1));
  await ana.client.updateWebhook({ params: { id }, body: { active: true } });
  const [message] = await dead(ana, id);
  const missing = { problem: { code: "not_found", status: 404 } };
  const delivery = message?.id ?? "";
  await expect(eva.client.replayWebhook({ params: { id } })).rejects.toMatchObject(missing);
  await expect(eva.client.replayWebhookDelivery({ params: { id, delivery } })).rejects.toMatchObject(missing);
  await expect(eva.client.replayWebhookDelivery({ params: { id: evas, delivery } })).rejects.toMatchObject(missing);
  expect(await dead(ana, id)).toEqual([message]);
  expect(receiver.calls).toHaveLength(1);
});

test("the list of what did not arrive goes on page by page", async () => {
  const ana = await signUp(server);
  const { id } = await add(ana, "https://avisos.test/x");
  await superuser.query("update caudal.webhooks set active = false, stopped = 'failing' where id = $1", [id]);
  for (let i = 0; i < 5; i++) await tell(ana, `v${i}.csv`);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ana.client.listWebhookDeliveries({
      params: { id },
      query: { state: "failed", limit: 2, ...(cursor === undefined ? {} : { cursor }) },
    });
    seen.push(...page.items.map((each) => each.id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
});
