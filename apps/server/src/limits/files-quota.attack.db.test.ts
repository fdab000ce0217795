import { Fault } from "@caudal/base/fault.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { reserveStorage } from "@caudal/db/queries/quotas.ts";
import { insertUpload } from "@caudal/db/queries/uploads.ts";
import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { operator, signUp, startTestServer, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

/** Bytes enough for thousands of such files: what holds here is their number. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ uploads: true, storagePerAccount: 1_000_000, filesPerAccount: 5 });
});
afterAll(() => server.close());

const tus = { "tus-resumable": "1.0.0" };
const announce = (visitor: Visitor, length = 1): Promise<Response> =>
  visitor.fetch("/api/uploads", {
    method: "POST",
    headers: { ...tus, "upload-length": String(length), "upload-metadata": "filename YS5jc3Y=" },
  });
const send = (visitor: Visitor, path: string): Promise<Response> =>
  visitor.fetch(path, {
    method: "PATCH",
    headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
    body: new Uint8Array([97]),
  });
const placeOf = (response: Response): string => response.headers.get("location") ?? "";
const filesOf = async (visitor: Visitor) => (await visitor.client.getAccountLimits()).files;

test("however small they are and however many are announced at once, no more files come in than an account may keep", async () => {
  const ana = await signUp(server);
  const answers = await Promise.all(Array.from({ length: 20 }, () => announce(ana)));
  const refused = answers.filter(({ status }) => status === 413);
  expect([answers.filter(({ status }) => status === 201).length, refused.length]).toEqual([5, 15]);
  const problem = Problem.parse(await refused[0]?.json());
  expect(problem).toMatchObject({
    code: "files_quota_reached",
    title: "La cuenta ya guarda todos los archivos que puede",
    detail: "Guarda 5, con los que están por llegar, y puede guardar 5. No se subió nada.",
  });
  expect(await filesOf(ana)).toEqual({ used: 5, limit: 5 });
  // Nothing of what was refused lies in the store, and another account has its own number.
  const kept: string[] = [];
  for await (const { prefix } of server.objects.listFolders()) kept.push(prefix);
  expect(kept.filter((prefix) => prefix.startsWith(ana.scope.accountId))).toHaveLength(5);
  expect((await announce(await signUp(server))).status).toBe(201);
});

test("who announces a file while another one is being announced waits for it, and counts it", async () => {
  const ana = await signUp(server);
  const { db } = server.database.app;
  const limits = { bytes: null, files: 1 };
  const [reserved, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = withScope(db, ana.scope, async (tx) => {
    await reserveStorage(tx, 1, limits);
    const id = crypto.randomUUID();
    const { accountId, userId } = ana.scope;
    const objectKey = `${accountId}/${id}/original`;
    await insertUpload(tx, { id, accountId, userId, fileName: "a.csv", size: 1, objectKey, expiresInMs: 60_000 });
    reserved.resolve();
    await letGo.promise;
  });
  await reserved.promise;
  const second = withScope(db, ana.scope, (tx) => reserveStorage(tx, 1, limits)).then(
    () => "let in",
    (error: unknown) => (error instanceof Fault ? error.code : error),
  );
  const waits = vi.waitFor(
    () =>
      asSuperuser(server, async (client) => {
        const { rows } = await client.query("select from pg_locks where locktype = 'advisory' and not granted");
        expect(rows).toHaveLength(1);
      }),
    { timeout: 4_000, interval: 20 },
  );
  await waits.finally(() => letGo.resolve());
  await first;
  expect(await second).toBe("files_quota_reached");
});

test("an upload that goes on becomes the file that it counted as, and what is deleted or taken back makes room", async () => {
  const ana = await signUp(server);
  const places = (await Promise.all(Array.from({ length: 5 }, () => announce(ana)))).map(placeOf);
  // At the limit, what was let in goes on to its end.
  const ended = await send(ana, places[0] ?? "");
  expect(ended.status).toBe(204);
  expect(await filesOf(ana)).toEqual({ used: 5, limit: 5 });
  expect((await announce(ana)).status).toBe(413);
  await ana.client.deleteFile({ params: { id: ended.headers.get("caudal-file-id") ?? "" } });
  expect(await filesOf(ana)).toEqual({ used: 4, limit: 5 });
  expect((await announce(ana)).status).toBe(201);
  await ana.fetch(places[1] ?? "", { method: "DELETE", headers: tus });
  expect((await announce(ana)).status).toBe(201);
  expect((await announce(ana)).status).toBe(413);
});

test("the operator sets how many files an account may keep, and its managers see it and read when it changed", async () => {
  const ana = await signUp(server);
  const { id } = (await ana.client.getMe()).account;
  const set = async (files: unknown): Promise<number> =>
    (
      await visit(server).fetch(`/api/operator/accounts/${id}/quota`, {
        method: "PATCH",
        headers: { "content-type": "application/json", ...operator },
        body: JSON.stringify({ storage_bytes: null, files, runs: null }),
      })
    ).status;
  expect(await set(1)).toBe(204);
  expect((await announce(ana)).status).toBe(201);
  expect((await announce(ana)).status).toBe(413);
  expect((await ana.client.getAccountUse()).files).toEqual({ used: 1, limit: 1 });
  expect(await set(0)).toBe(204);
  expect((await announce(ana)).status).toBe(413);
  expect(await set(null)).toBe(204);
  expect((await announce(ana)).status).toBe(201);
  for (const wrong of [-1, 1.5, "3", 1e10]) expect(await set(wrong)).toBe(400);
  const told = (await ana.client.listAudit({ query: { action: "account.quota_set" } })).items;
  expect(told.map(({ sentence }) => sentence)).toEqual([
    "Quien opera Caudal cambió los límites de la cuenta «Ana Pruebas» (archivos: antes 0, ahora lo que digan los ajustes)",
    "Quien opera Caudal cambió los límites de la cuenta «Ana Pruebas» (archivos: antes 1, ahora 0)",
    "Quien opera Caudal cambió los límites de la cuenta «Ana Pruebas» (archivos: antes lo que digan los ajustes, ahora 1)",
  ]);
});
