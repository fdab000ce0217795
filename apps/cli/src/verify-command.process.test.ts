import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Receipt } from "@caudal/contract/resources/receipt.ts";
import { generateSigningKey } from "@caudal/receipts/receipt-key.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });
const command = join(import.meta.dirname, "../bin/caudal.mjs");
const csv = "fecha,cliente,monto\n2026-01-01,a,1.5\n2026-01-02,b,2.5\n2026-01-03,a,\n";
let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-verify-test-"));
  await writeFile(at("ventas.csv"), csv);
  await writeFile(at("mine.pem"), generateSigningKey());
  await writeFile(at("other.pem"), generateSigningKey());
  await run("profile", "ventas.csv", "--receipt", "plain.json");
  await run("profile", "ventas.csv", "--receipt", "signed.json", "--sign-with", "mine.pem");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const env = { ...process.env, LC_ALL: "es_MX.UTF-8", CAUDAL_URL: "", CAUDAL_API_KEY: "" };
  const child = spawn(process.execPath, [command, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = [buffer(child.stdout), buffer(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: (await out).toString(), stderr: (await err).toString() };
}

test("a receipt without a key says that nobody signed it, and the same file is as it says", async () => {
  const document = Receipt.parse(JSON.parse(await readFile(at("plain.json"), "utf8")));
  expect(document).toMatchObject({
    seal: null,
    receipt: { engine: { name: "embedded" }, left: { rows: 3, table: { rows: 3 } } },
  });
  const { code, stdout } = await run("verify", "plain.json", "--file", "ventas.csv");
  expect(stdout).toContain("Nadie firmó este recibo");
  expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    last: "Todo está como dice el recibo.",
  });
});

test("a receipt signed with one's own key is good by that key, and nothing without it or by another", async () => {
  expect((await run("verify", "signed.json", "--file", "ventas.csv", "--keys", "mine.pem")).code).toBe(0);
  const without = await run("verify", "signed.json", "--file", "ventas.csv");
  expect(without).toMatchObject({ code: 2, stdout: expect.stringContaining("Falta la clave pública") });
  const other = await run("verify", "signed.json", "--file", "ventas.csv", "--keys", "other.pem");
  expect(other).toMatchObject({ code: 1, stdout: expect.stringContaining("una clave que este servidor no publica") });
});

test("a signature that is good, with nothing to compare, says that nothing was compared", async () => {
  const { code, stdout } = await run("verify", "signed.json", "--keys", "mine.pem");
  expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    last: "La firma es buena. No se comparó nada con lo que hay ahora.",
  });
});

test.each([
  ["a value", csv.replace("2.5", "2.6"), ["no tiene los mismos bytes", "En la columna «monto» hay valores distintos"]],
  ["a row", csv.replace("2026-01-02,b,2.5\n", ""), ["La copia tenía 3 filas y tiene 2", "Las filas eran 3"]],
  [
    "a missing value",
    csv.replace("2.5", ""),
    ["La columna «monto» tenía 2 valores y tiene 1", "los valores que faltan era"],
  ],
])("of a file in which %s changed, it says exactly what", async (_, content, said) => {
  await writeFile(at("cambiado.csv"), content);
  const { code, stdout } = await run("verify", "signed.json", "--file", "cambiado.csv", "--keys", "mine.pem");
  expect(code).toBe(1);
  for (const sentence of said) expect(stdout).toContain(sentence);
});

test("a forged receipt, a file that is gone, and what is no receipt", async () => {
  const text = await readFile(at("signed.json"), "utf8");
  await writeFile(at("forged.json"), text.replace('"rows": 3', '"rows": 4'));
  const forged = await run("verify", "forged.json", "--keys", "mine.pem");
  expect(forged).toMatchObject({ code: 1, stdout: expect.stringContaining("La firma es falsa") });
  const gone = await run("verify", "plain.json", "--file", "no-está.csv");
  expect(gone).toMatchObject({ code: 1, stdout: expect.stringContaining("ya no está") });
  await writeFile(at("nothing.json"), "{}");
  expect(await run("verify", "nothing.json")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("No es un recibo"),
  });
  // In words alone: what a schema says of it is nobody's to read.
  for (const [name, content] of Object.entries({
    "nothing.json": "{}",
    "text.json": "no es JSON",
    "list.json": "[]",
  })) {
    await writeFile(at(name), content);
    const { stdout, stderr } = await run("verify", name);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n"), stderr).toHaveLength(3);
    expect(stderr).not.toMatch(/[[{]|expected|Unexpected|invalid/);
  }
  expect((await run("verify", "missing.json")).code).toBe(2);
  expect((await run("verify")).code).toBe(2);
});
