import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { joinAccountOf } from "../../testing/join-account-of.ts";
import { operator, signUp, startTestServer, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ uploads: true, storagePerAccount: 1_000 });
});
afterAll(() => server.close());

const announce = (visitor: Visitor, length: number): Promise<Response> =>
  visitor.fetch("/api/uploads", {
    method: "POST",
    headers: {
      "tus-resumable": "1.0.0",
      "upload-length": String(length),
      "upload-metadata": `filename ${Buffer.from("a.csv").toString("base64")}`,
    },
  });
const setQuota = (id: string, body: object): Promise<Response> =>
  visit(server).fetch(`/api/operator/accounts/${id}/quota`, {
    method: "PATCH",
    headers: { "content-type": "application/json", ...operator },
    body: JSON.stringify(body),
  });

test("what an account may keep is refused before a byte is sent, in words, and counts what is under way", async () => {
  const ana = await signUp(server);
  expect((await announce(ana, 600)).status).toBe(201);
  const refused = await announce(ana, 401);
  expect(refused.status).toBe(413);
  const problem = Problem.parse(await refused.json());
  expect(problem).toMatchObject({ code: "storage_quota_reached" });
  expect(problem.detail).toMatch(/600 B.*1 kB.*quedan 400 B.*401 B/);
  expect((await announce(ana, 400)).status).toBe(201);
  expect((await ana.client.getAccountLimits()).storage).toEqual({ used: 1_000, limit: 1_000 });
  // Another account has room of its own.
  expect((await announce(await signUp(server), 1_000)).status).toBe(201);
});

test("many uploads announced at once do not pass together what one of them may", async () => {
  const ana = await signUp(server);
  const answers = await Promise.all(Array.from({ length: 12 }, () => announce(ana, 300)));
  const count = (wanted: number): number => answers.filter(({ status }) => status === wanted).length;
  expect([count(201), count(413)]).toEqual([3, 9]);
  expect((await ana.client.getAccountLimits()).storage.used).toBe(900);
});

test("what is taken back makes room", async () => {
  const ana = await signUp(server);
  const made = await announce(ana, 1_000);
  expect((await announce(ana, 1)).status).toBe(413);
  await ana.fetch(made.headers.get("location") ?? "", { method: "DELETE", headers: { "tus-resumable": "1.0.0" } });
  expect((await announce(ana, 1_000)).status).toBe(201);
});

test("a figure that the operator does not send stays: whoever knows of one only takes no other away", async () => {
  const ana = await signUp(server);
  const { id } = (await ana.client.getMe()).account;
  const limits = async () => {
    const { storage, files, runs } = await ana.client.getAccountUse();
    return [storage.limit, files.limit, runs.limit];
  };
  expect((await setQuota(id, { storage_bytes: 5_000, files: 40, runs: 7 })).status).toBe(204);
  expect((await setQuota(id, { storage_bytes: 6_000, runs: 7 })).status).toBe(204);
  expect(await limits()).toEqual([6_000, 40, 7]);
  expect((await setQuota(id, { runs: null })).status).toBe(204);
  expect(await limits()).toEqual([6_000, 40, 1]);
  expect((await setQuota(id, {})).status).toBe(204);
  expect(await limits()).toEqual([6_000, 40, 1]);
  expect((await setQuota(id, { storage_bytes: null, files: null })).status).toBe(204);
  expect(await limits()).toEqual([1_000, null, 1]);
});

test("everybody in the account is told what it keeps of what it may, and who it is is told without adding anything up", async () => {
  const ana = await signUp(server);
  expect((await announce(ana, 300)).status).toBe(201);
  const told = { storage: { used: 300, limit: 1_000 }, files: { used: 1, limit: null } };
  expect(await ana.client.getAccountLimits()).toEqual(told);
  const beto = await signUp(server);
  expect((await beto.client.getAccountLimits()).storage.used).toBe(0);
  await joinAccountOf(server, ana, beto, "viewer");
  expect(await beto.client.getAccountLimits()).toEqual(told);
  expect((await ana.client.getMe()).limits).toEqual({ max_upload_bytes: 1_000_000 });
});

test("the operator sets an account's own figures, and nobody else does", async () => {
  const ana = await signUp(server);
  const { id } = (await ana.client.getMe()).account;
  expect((await setQuota(id, { storage_bytes: 5_000, runs: 2 })).status).toBe(204);
  expect((await announce(ana, 4_000)).status).toBe(201);
  expect((await ana.client.getAccountLimits()).storage).toEqual({ used: 4_000, limit: 5_000 });
  expect((await setQuota(id, { storage_bytes: null, runs: null })).status).toBe(204);
  expect((await announce(ana, 1)).status).toBe(413);
  expect((await setQuota(crypto.randomUUID(), { storage_bytes: 1, runs: 1 })).status).toBe(404);
  for (const body of [
    { storage_bytes: -1, runs: 1 },
    { storage_bytes: 1.5, runs: 1 },
    // With none at once its files would wait for ever.
    { storage_bytes: 1, runs: 0 },
    { storage_bytes: 1, runs: "2" },
  ])
    expect((await setQuota(id, body)).status).toBe(400);
  const told = (await ana.client.listAudit({ query: { action: "account.quota_set" } })).items;
  expect(told.map(({ sentence }) => sentence)).toEqual([
    "Quien opera Caudal cambió los límites de la cuenta «Ana Pruebas» (espacio: antes 5 kB, ahora lo que digan los ajustes; ejecuciones a la vez: antes 2, ahora lo que digan los ajustes)",
    "Quien opera Caudal cambió los límites de la cuenta «Ana Pruebas» (espacio: antes lo que digan los ajustes, ahora 5 kB; ejecuciones a la vez: antes lo que digan los ajustes, ahora 2)",
  ]);
  expect(told[1]?.changes).toMatchObject([
    { label: "ejecuciones a la vez", before: "lo que digan los ajustes", after: "2" },
    { label: "espacio", before: "lo que digan los ajustes", after: "5 kB" },
  ]);
  expect((await ana.client.listAudit({ query: { action: "account.changed" } })).items).toEqual([]);
  const remote = await ana.fetch(`/api/operator/accounts/${id}/quota`, {
    method: "PATCH",
    headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.1" },
    body: JSON.stringify({ storage_bytes: 1e9, runs: 9 }),
  });
  expect(remote.status).toBe(403);
});
