import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ uploads: true, storagePerAccount: 1_000, operatorToken: "la-llave-de-quien-opera" });
});
afterAll(() => server.close());

const command = join(import.meta.dirname, "../../../cli/bin/caudal.mjs");
async function quota(token: string, ...args: readonly string[]) {
  const env = { ...process.env, LC_ALL: "es_MX.UTF-8", CAUDAL_URL: server.url, CAUDAL_METRICS_TOKEN: token };
  return promisify(execFile)(process.execPath, [command, "quota", ...args], { env }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );
}

test("the operator sees and sets with the command what an account may, and nobody else does", async () => {
  const ana = await signUp(server);
  const { id, name } = (await ana.client.getMe()).account;
  const key = "la-llave-de-quien-opera";
  const listed = await quota(key);
  expect(listed).toMatchObject({ code: 0, stderr: "" });
  expect(listed.stdout).toContain(
    `${id}  ${name}\n    usa 0 B de 1 kB (ajustes) · archivos: 0 de los que quepan (ajustes) · a la vez: 1 (ajustes)`,
  );
  expect((await quota(key, id, "--storage", "5GB")).stdout).toContain("de 5 GB");
  // What is not named stays.
  expect((await quota(key, id, "--files", "12000")).stdout).toContain("de 5 GB · archivos: 0 de 12,000 · a la vez");
  expect((await quota(key, id, "--runs", "7")).stdout).toContain("de 5 GB · archivos: 0 de 12,000 · a la vez: 7");
  const use = await ana.client.getAccountUse();
  expect(use).toEqual({
    storage: { used: 0, limit: 5_000_000_000 },
    files: { used: 0, limit: 12_000 },
    runs: { limit: 7, working: 0, waiting: 0 },
    departed: { bytes: 0, files: 0 },
    people: [{ user_id: ana.userId, name: "Ana Pruebas", bytes: 0, departed: false, until: null }],
  });
  expect((await quota(key, id, "--storage", "default", "--json")).stdout).toContain('"storage_bytes": null');
  expect(await quota("adivinada")).toMatchObject({ code: 1, stdout: "" });
  expect((await quota(key, crypto.randomUUID())).stderr).toContain("No hay ninguna cuenta");
});
