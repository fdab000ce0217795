import { expect, onTestFinished, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit } from "../../testing/test-server.ts";

/** No heartbeat comes within these tests: what ends a stream is that its server was told. */
const events = { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 3 };

test("signing out, or in as somebody else, ends that session's streams on every server, and no other session's", async () => {
  const one = await startTestServer({ events });
  onTestFinished(one.close);
  const other = await startTestServer({ events, sharing: one });
  onTestFinished(other.close);
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const ana = await signUp(one, { email });
  const elsewhere = visit(one);
  await elsewhere.client.signIn({ body: { email, password: goodPassword } });

  let beside = "open";
  const stays = await elsewhere.fetch(`${other.url}/api/events`);
  expect(stays.status).toBe(200);
  void stays.text().then(() => (beside = "ended"));

  const body = { name: "Otra", email: `q${crypto.randomUUID()}@ejemplo.test`, password: goodPassword };
  for (const end of [() => ana.client.signOut(), () => ana.client.signUp({ body })]) {
    await ana.client.signIn({ body: { email, password: goodPassword } });
    const streams = await Promise.all([ana.fetch(`${one.url}/api/events`), ana.fetch(`${other.url}/api/events`)]);
    expect(streams.map((stream) => stream.status)).toEqual([200, 200]);
    await end();
    for (const stream of streams) expect(await stream.text()).toMatch(/^retry: /);
  }
  expect(beside).toBe("open");
});
