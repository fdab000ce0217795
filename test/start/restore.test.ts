import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { salesCsv } from "../bad-input/support/files.ts";
import { awaitEnding } from "../bad-input/support/live.ts";
import { send } from "../bad-input/support/send.ts";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { founderToken } from "../support/founder-token.ts";
import { addressOf, makeDataFolder, processesOf, removePlatform, startPlatform, type Platform } from "./platform.ts";

const command = join(import.meta.dirname, "../../apps/cli/bin/caudal.mjs");
const run = promisify(execFile);

let folder: string;
let shelf: string;
let copy: string;
beforeEach(() => {
  folder = makeDataFolder();
  shelf = makeDataFolder();
  copy = join(shelf, "caudal");
});
afterEach(async () => {
  for (const each of [copy, folder, shelf]) await removePlatform(each);
});

const env = { CAUDAL_FOUNDER_TOKEN: founderToken };
async function stop(platform: Platform): Promise<void> {
  platform.starter.kill("SIGTERM");
  expect(await platform.ended()).toBe(0);
}

async function caudal(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [command, ...args, "--lang", "es"], {
    env: { ...process.env, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

/** What a person sees of a file: its resource, what was found in it, and its bytes. */
async function lookAt(person: Pick<Person, "at" | "fetch">, url: string, id: string) {
  const client = person.at(url);
  const file = await client.getFile({ params: { id } });
  const { items } = await client.listInsights({ params: { id } });
  const { total } = await client.listRows({ params: { id }, query: { limit: 5 } });
  const content = await person.fetch(`${url}/api/files/${id}/content`);
  return { file, items, total, bytes: Buffer.from(await content.arrayBuffer()).toString("base64") };
}

// As docs/guides/en/backups.md says it.
test("a copy of the stopped data folder is whole in another place, beside the one that it is a copy of", async () => {
  const first = startPlatform(folder, { env });
  let url = await addressOf(first);
  const ana = await signUpAt(url);
  const id = await send(ana, url, { name: "ventas.csv", bytes: salesCsv(600) });
  await awaitEnding(ana, url, id);
  const was = await lookAt(ana, url, id);
  expect(was).toMatchObject({ file: { status: "done", rows: 600 }, total: 600 });
  expect(was.items.length).toBeGreaterThan(0);
  const { key } = await ana
    .at(url)
    .createApiKey({ body: { name: "Copia", scopes: ["files:read"], expires_in_days: 1 } });
  const [ran] = (await ana.at(url).traceFile({ params: { id } })).runs;
  const receipt = join(shelf, "recibo.json");
  await writeFile(receipt, await (await ana.fetch(`${url}/api/runs/${ran?.id}/receipt`)).text());
  await stop(first);

  await run("cp", ["-a", folder, copy]);
  // What a killed server leaves: it goes at the next start.
  const draft = join(copy, "outbox", ".2026-11-28T10-00-00-000Z-x.eml.0123456789ab");
  await mkdir(join(copy, "outbox"), { recursive: true });
  await writeFile(draft, "To: ana@ejemplo.test\r\n\r\n");

  // The original goes on, and what is done there is not done in the copy.
  const original = startPlatform(folder, { env });
  url = await addressOf(original);
  const later = await send(ana, url, { name: "después.csv", bytes: salesCsv(20) });
  await awaitEnding(ana, url, later);

  const restored = startPlatform(copy, { env });
  const there = await addressOf(restored);
  expect(there).not.toBe(url);
  const session = await fetch(`${there}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: there },
    body: JSON.stringify({ email: ana.email, password: "mañana llueve en Quito" }),
  });
  expect(session.status).toBe(200);
  expect(await lookAt(ana, there, id)).toEqual(was);
  const names = (await ana.at(there).listFiles({ query: {} })).items.map(({ file_name }) => file_name);
  expect(names).toEqual(["ventas.csv"]);
  await expect(access(draft)).rejects.toThrow("ENOENT");

  const verified = await caudal(["verify", receipt, "--url", there], { CAUDAL_API_KEY: key });
  expect(verified, verified.stdout).toMatchObject({ code: 0, stderr: "" });
  expect(verified.stdout).toContain("Todo está como dice el recibo.");
  const audit = await caudal(["audit", "verify", "--url", there, "--data", copy]);
  expect(audit, audit.stdout).toMatchObject({ code: 0, stderr: "" });
  const heads = await caudal(["audit", "acknowledge", "--url", there, "--data", copy]);
  expect(heads.stdout).toContain("No hay nada que reconocer");

  // Stopping one leaves the other at work.
  await stop(restored);
  expect(await lookAt(ana, url, id)).toEqual(was);
  expect(processesOf(folder).map(({ role }) => role)).toContain("postgres");
  await stop(original);
}, 300_000);
