import type { Resolve } from "@caudal/base/dial/pin-peer.ts";
import { maxWebhooks, webhookSecretPattern } from "@caudal/contract/resources/webhook.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInLimits } from "../auth/limit-attempts.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let superuser: pg.Client;
const resolve: Resolve = async () => [{ address: "93.184.215.14", family: 4 }];
beforeAll(async () => {
  server = await startTestServer({
    resolve,
    dialAllow: "10.0.0.5:8080",
    limits: { ...signInLimits, signUp: { max: 1_000, windowMs: 60_000 } },
  });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

type Person = Awaited<ReturnType<typeof signUp>>;
const add = (who: Person, url = "https://avisos.test/x") =>
  who.client.createWebhook({ body: { name: "Tablero", url, kinds: ["file.done"] } });

describe("an address", () => {
  test.each([
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://[::ffff:169.254.169.254]/latest/meta-data",
    "https://10.0.0.1/",
    "https://[fd00::1]/",
    "https://0.0.0.0/",
    "https://93.184.215.14:22/",
  ])("%s leads where nothing is sent", async (url) => {
    await expect(add(await signUp(server), url)).rejects.toMatchObject({
      problem: { code: "dial_refused", status: 422 },
    });
  });

  test.each([
    "http://avisos.test/",
    "ftp://avisos.test/",
    "javascript:alert(1)",
    "avisos.test",
    "https://ana:clave@avisos.test/",
    "https://",
    "file:///etc/passwd",
  ])("%s is none", async (url) => {
    await expect(add(await signUp(server), url)).rejects.toMatchObject({ problem: { code: "dial_address_invalid" } });
  });

  test("without TLS is taken where the operator opened it, and nowhere else", async () => {
    const ana = await signUp(server);
    expect(await add(ana, "http://10.0.0.5:8080/avisos")).toMatchObject({ active: true });
    await expect(add(ana, "http://10.0.0.5:8081/avisos")).rejects.toMatchObject({ problem: { code: "dial_refused" } });
  });

  test.each(["https://avisos.test/\n", "https://avi\tsos.test/", "https://avisos.test/\u0000"])(
    "%j is kept without control characters, or refused",
    async (url) => {
      const answer = await add(await signUp(server), url).catch((failure: unknown) => failure);
      if (!(answer instanceof Error)) expect(answer).toMatchObject({ url: "https://avisos.test/" });
    },
  );
});

describe("a secret", () => {
  test("is shown once, kept sealed, and stands in no list, log line or audit entry", async () => {
    const ana = await signUp(server);
    const { id, secret, ...made } = await add(ana, "https://avisos.test/camino-secreto");
    expect(secret).toMatch(webhookSecretPattern);
    expect((await ana.client.listWebhooks()).items).toEqual([{ id, ...made }]);
    const changed = await ana.client.updateWebhook({ params: { id }, body: { name: "Otro" } });
    expect(changed.secret).toBeNull();
    const { rows } = await superuser.query<{ row: string }>(
      "select w::text as row from caudal.webhooks w where id = $1",
      [id],
    );
    expect(rows[0]?.row).not.toContain(secret.slice(6, 30));
    const audited = await superuser.query<{ action: string; row: string }>(
      "select action, e::text as row from caudal.audit_entries e where object_id = $1 order by id",
      [id],
    );
    expect(audited.rows.map(({ action }) => action)).toEqual(["webhook.created", "webhook.changed"]);
    // Nor what its person calls it, nor which notices it gets: managers read the log.
    expect(JSON.stringify(audited.rows)).not.toMatch(/camino-secreto|s1\.[0-9a-f]{12}\.|Tablero|Otro|file\.done/);
    expect(server.lines.join("")).not.toContain(secret.slice(6));
  });

  test("is another one for another address, and the same for the same", async () => {
    const ana = await signUp(server);
    const { id, secret, url } = await add(ana);
    expect((await ana.client.updateWebhook({ params: { id }, body: { url } })).secret).toBeNull();
    const { old_secret_until } = await ana.client.rotateWebhookSecret({ params: { id } });
    expect(Date.parse(old_secret_until ?? "")).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    const moved = await ana.client.updateWebhook({ params: { id }, body: { url: "https://otra.test/" } });
    expect(moved.secret).toMatch(webhookSecretPattern);
    expect(moved.secret).not.toBe(secret);
    // What was known at the old address signs nothing for the new one.
    expect(moved.old_secret_until).toBeNull();
  });
});

test("there are so many for a person, also of those made at the same moment", async () => {
  const ana = await signUp(server);
  const made = await Promise.allSettled(Array.from({ length: maxWebhooks + 5 }, () => add(ana)));
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(maxWebhooks);
  await expect(add(ana)).rejects.toMatchObject({
    problem: { code: "webhooks_too_many", detail: `Ya tienes ${maxWebhooks} direcciones que reciben avisos.` },
  });
});

test("another person's is not there, whatever is asked about it, and stays as it was", async () => {
  const [ana, eva] = [await signUp(server), await signUp(server)];
  const { id } = await add(ana);
  const asked = { params: { id } };
  const missing = { problem: { code: "not_found", status: 404 } };
  await expect(eva.client.updateWebhook({ ...asked, body: { active: false } })).rejects.toMatchObject(missing);
  await expect(eva.client.updateWebhook({ ...asked, body: {} })).rejects.toMatchObject(missing);
  await expect(eva.client.rotateWebhookSecret(asked)).rejects.toMatchObject(missing);
  await expect(eva.client.testWebhook(asked)).rejects.toMatchObject(missing);
  await expect(eva.client.listWebhookDeliveries(asked)).rejects.toMatchObject(missing);
  await expect(eva.client.deleteWebhook(asked)).rejects.toMatchObject(missing);
  expect((await ana.client.listWebhooks()).items).toMatchObject([{ id, active: true, old_secret_until: null }]);
});

test("a message to try an endpoint is one at a time, also for one that is switched off", async () => {
  const ana = await signUp(server);
  const { id } = await add(ana);
  await ana.client.updateWebhook({ params: { id }, body: { active: false } });
  const tried = await Promise.all(Array.from({ length: 4 }, () => ana.client.testWebhook({ params: { id } })));
  expect(new Set(tried.map((each) => each.id)).size).toBe(1);
  expect(tried[0]).toMatchObject({ kind: "webhook.test", state: "pending", attempts: 0 });
  expect((await ana.client.listWebhookDeliveries({ params: { id } })).items).toHaveLength(1);
});

test("it goes with its deletion and with its person's membership, and with it what was noted", async () => {
  const ana = await signUp(server);
  const { id } = await add(ana);
  await ana.client.testWebhook({ params: { id } });
  await ana.client.deleteWebhook({ params: { id } });
  expect((await ana.client.listWebhooks()).items).toEqual([]);
  await add(ana);
  await superuser.query("alter table caudal.members disable trigger user");
  await superuser.query("delete from caudal.members where user_id = $1", [ana.userId]);
  await superuser.query("alter table caudal.members enable trigger user");
  const { rows } = await superuser.query(
    "select user_id from caudal.webhooks where user_id = $1 union all select user_id from caudal.webhook_deliveries where user_id = $1",
    [ana.userId],
  );
  expect(rows).toEqual([]);
});

test.each([
  { name: "", url: "https://avisos.test/", kinds: ["file.done"] },
  { name: "a\u0007", url: "https://avisos.test/", kinds: ["file.done"] },
  { name: "a", url: "https://avisos.test/", kinds: [] },
  { name: "a", url: "https://avisos.test/", kinds: ["file.done", "file.done"] },
  { name: "a", url: "https://avisos.test/", kinds: ["'; drop table caudal.webhooks; --"] },
  { name: "a", url: `https://avisos.test/${"x".repeat(2_000)}`, kinds: ["file.done"] },
])("%j is refused with its fields named", async (body) => {
  const answer = await (
    await signUp(server)
  ).fetch("/api/me/webhooks", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: "invalid_fields", errors: [expect.anything()] });
});
