import { once } from "node:events";
import { createServer } from "node:http";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createTestDatabase } from "@caudal/db/testing/test-database.ts";
import { buildPage } from "@caudal/launcher/page.ts";
import { startServer } from "../../crash/support/servers/real-server.ts";

const checkout = resolve(import.meta.dirname, "../../..");

/** A program of somebody's, which takes what it is sent at /avisos and nothing elsewhere. */
async function startProgram() {
  const program = createServer((request, response) => {
    request.resume();
    response.writeHead(request.url === "/avisos" ? 204 : 500).end();
  });
  program.listen(0, "127.0.0.1");
  await once(program, "listening");
  const address = program.address();
  return { program, at: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}` };
}

let stop: (() => Promise<void>) | undefined;

/** Builds the page if its sources changed, and starts one real server with a database of its own for all tests in a browser. */
export async function setup(): Promise<void> {
  let said = "";
  await buildPage(checkout, { write: (chunk) => (said += String(chunk)), close: () => undefined });
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "caudal-browser-"));
  // Served from a copy: a build that somebody starts meanwhile takes nothing away under the tests.
  const webDir = join(dataDir, "page");
  await cp(join(checkout, "apps/web/dist"), webDir, { recursive: true });
  const { program, at } = await startProgram();
  const server = await startServer({
    urls: database.urls,
    dataDir,
    // A run that a test holds at a gate must not be taken for a dead worker's.
    // Each visit comes from an address of its own, as through a proxy: together they sign up more people than one address may.
    env: { CAUDAL_LEASE: "60s", CAUDAL_WEB_DIR: webDir, CAUDAL_TRUSTED_PROXIES: "1", CAUDAL_DIAL_ALLOW: at },
  }).catch((cause: unknown) => {
    throw new Error(`the server for the browser did not start\n${said}`, { cause });
  });
  process.env["CAUDAL_TEST_PAGE"] = server.url;
  process.env["CAUDAL_TEST_PAGE_DATABASE"] = database.superuserUrl;
  process.env["CAUDAL_TEST_PAGE_DATA"] = dataDir;
  process.env["CAUDAL_TEST_PAGE_LOGINS"] = JSON.stringify(database.urls);
  process.env["CAUDAL_TEST_PAGE_FOLDER"] = webDir;
  process.env["CAUDAL_TEST_PAGE_PROGRAM"] = `http://${at}`;
  stop = async () => {
    program.close();
    await server.end("SIGTERM");
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await stop?.();
}
