import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awaitEnding } from "../bad-input/support/live.ts";
import { send } from "../bad-input/support/send.ts";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";

const root = join(import.meta.dirname, "../..");
const command = join(root, "apps/cli/bin/caudal.mjs");

let servers: ServerPair;
let url: string;
let ana: Person;
let folder: string;
const receipt = "recibo.json";
const bytes = Buffer.from("fecha,cliente,monto\n2026-01-01,a,1.5\n2026-01-02,b,2.5\n2026-01-03,a,\n");
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-verify-key-"));
  servers = await startServerPair({ count: 1 });
  url = servers.alive()[0]?.url ?? "";
  ana = await signUpAt(url);
  const id = await send(ana, url, { name: "ventas.csv", bytes });
  await awaitEnding(ana, url, id);
  const runs = (await ana.at(url).traceFile({ params: { id } })).runs;
  const answer = await ana.fetch(`${url}/api/runs/${runs[0]?.id}/receipt`);
  await writeFile(join(folder, receipt), await answer.text());
  await writeFile(join(folder, "ventas.csv"), bytes);
});
afterAll(async () => {
  await servers.close();
  await rm(folder, { recursive: true, force: true });
});

type Asked = { readonly language?: string; readonly at?: string; readonly more?: readonly string[] };

const verify = (key: string, { language = "es", at = url, more = [] }: Asked = {}) =>
  carryOut(key, ["--url", at, "--lang", language, ...more]);

async function carryOut(key: string, options: readonly string[], address = "") {
  const env = { ...process.env, CAUDAL_URL: address, CAUDAL_API_KEY: key };
  const args = [command, "verify", receipt, ...options];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = [buffer(child.stdout), buffer(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: (await out).toString(), stderr: (await err).toString() };
}

const keyOf = (who: Person, ...scopes: KeyScope[]) =>
  who.at(url).createApiKey({ body: { name: "Comprobar", scopes, expires_in_days: 1 } });

test("with a key that reads files, all is as the receipt says", async () => {
  const { key } = await keyOf(ana, "files:read");
  const { code, stdout, stderr } = await verify(key);
  expect({ code, stderr, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    stderr: "",
    last: "Todo está como dice el recibo.",
  });
  // Measured at the server, and not only the signature.
  expect(stdout.split("\n").filter((line) => line.startsWith("✓")).length).toBeGreaterThan(3);
});

test("without a key it compared nothing, and does not say that all is as it was", async () => {
  const { code, stdout, stderr } = await verify("");
  expect({ code, stderr, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 2,
    stderr: "",
    last: "No se pudo comprobar.",
  });
  expect(stdout).toContain("✓ La firma: como dice el recibo");
  expect(stdout).toContain("? La ejecución: sin comprobar\n    No se le preguntó al servidor qué tiene ahora");
  expect(stdout).toContain("CAUDAL_API_KEY");
  expect((await verify("", { language: "en" })).stdout).toMatch(/was not asked[^]*It could not be checked\.\n$/);
  // The same where the address stands in the environment, as the missing key would.
  expect(await carryOut("", ["--lang", "es"], url)).toMatchObject({ code: 2, stdout });
  // Nor does a file that is as it was stand for what the server has, once that was asked for.
  const both = await verify("", { more: ["--file", "ventas.csv"] });
  expect(both).toMatchObject({ code: 2, stdout: expect.stringContaining("✓ El archivo original") });
});

test("a file alone is compared with the keys of the server that stands in the environment", async () => {
  const { code, stdout } = await carryOut("", ["--lang", "es", "--file", "ventas.csv"], url);
  expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    last: "Todo está como dice el recibo.",
  });
});

test("with a key that lacks the permission, it says which one, and verifies nothing", async () => {
  const { key } = await keyOf(ana, "account:read");
  const { code, stdout, stderr } = await verify(key);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("La clave de API no alcanza para esto");
  expect(stderr).toContain("files:read");
  expect((await verify(key, { language: "en" })).stderr).toMatch(/does not reach that far[^]*files:read/);
});

test("with a key that was revoked, or never was one, it says that the key is not valid, and not that the server is down", async () => {
  const { key, id } = await keyOf(ana, "files:read");
  expect((await verify(key)).code).toBe(0);
  await ana.at(url).revokeApiKey({ params: { id } });
  for (const refused of [key, `${key.slice(0, -4)}aaaa`, "no soy una clave"]) {
    const { code, stdout, stderr } = await verify(refused);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Esa clave de API no sirve");
    expect(stderr).not.toContain("no respondió");
    expect(stderr).not.toContain(refused);
  }
  expect((await verify(key, { language: "en" })).stderr).toContain("That API key is not valid");
});

test("with a key of another account, the receipt's run is not there, and nothing is told of it", async () => {
  const { key } = await keyOf(await signUpAt(url), "files:read");
  const { code, stdout, stderr } = await verify(key);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toContain("La ejecución ya no está: se borró junto con su archivo, o es de otra persona.");
  // Its signature, that anybody may check, is all that stands beside.
  expect(stdout.split("\n").filter((line) => line.startsWith("✓"))).toHaveLength(1);
  for (const figure of ["ventas.csv", "monto", "filas"]) expect(stdout).not.toContain(figure);
});

test("a server that is not there is told as that, without the key", async () => {
  const { key } = await keyOf(ana, "files:read");
  const { code, stderr } = await verify(key, { at: "http://127.0.0.1:1" });
  expect(code).toBe(2);
  expect(stderr).toContain("El servidor no respondió");
  expect(stderr).not.toContain(key);
});
