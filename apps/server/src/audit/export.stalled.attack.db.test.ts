import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { operator, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

// Megabytes are read here, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
const entries = 60_000;
beforeAll(async () => {
  server = await startTestServer();
  ana = await signUp(server);
  await asSuperuser(server, (client) =>
    client.query(
      `insert into caudal.audit_entries (account_id, action, object_type, object_id, changes)
       select $1::uuid, 'account.changed', 'account', ($1::uuid)::text, jsonb_build_object('name', jsonb_build_object('after', repeat('x', 400)))
       from generate_series(1, $2)`,
      [ana.scope.accountId, entries],
    ),
  );
});
afterAll(() => server.close());

/** Asks and takes nothing of what comes: the answer's socket fills, and stays full. */
async function stall(path: string): Promise<IncomingMessage> {
  const response = await ask(`${server.url}${path}`);
  response.pause();
  expect(response.statusCode).toBe(200);
  return response;
}
async function ask(url: string, method = "GET"): Promise<IncomingMessage> {
  const known = { cookie: ana.cookie(), ...(url.endsWith("/api/audit/chain") ? operator : {}) };
  const asked = request(url, { method, headers: { ...known, "accept-language": "es" } }).end();
  const [response]: IncomingMessage[] = await once(asked, "response");
  if (response === undefined) throw new Error("no answer");
  return response;
}
async function problemIn(response: IncomingMessage): Promise<Problem> {
  return Problem.parse(JSON.parse((await linesOf(response)).join("\n")));
}
/** Seconds since the oldest transaction of the server began that is open now; 0 where there is none. */
const oldest = () =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ age: number }>(
      `select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 as age from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and usename <> 'postgres'`,
    );
    return rows[0]?.age ?? Number.NaN;
  });
async function linesOf(response: IncomingMessage): Promise<readonly string[]> {
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text.trimEnd().split("\n");
}

test("a reader of the audit's chain who takes nothing keeps no transaction open, and gets all of one moment once it reads", async () => {
  const stalled = await stall("/api/audit/chain");
  await vi.waitFor(async () => expect(await oldest()).toBe(0), { timeout: 20_000, interval: 100 });
  // What is written afterwards is of another moment.
  await ana.client.updateAccount({ body: { name: "Otro nombre" } });
  const lines = await linesOf(stalled);
  const end: unknown = JSON.parse(lines.at(-1) ?? "");
  expect(end).toEqual({ kind: "end", records: lines.length - 1 });
  expect(lines.length).toBeGreaterThan(entries);
  expect(lines.some((line) => line.includes("Otro nombre"))).toBe(false);
  const after = await linesOf(await stall("/api/audit/chain"));
  expect(after.some((line) => line.includes("Otro nombre"))).toBe(true);
});

test("a reader of the chain who goes leaves no transaction behind", async () => {
  const stalled = await stall("/api/audit/chain");
  stalled.destroy();
  await vi.waitFor(async () => expect(await oldest()).toBe(0), { timeout: 20_000, interval: 100 });
});

test("readers of the chain who take nothing keep the disk of two exports, and a third is told to wait until one of them goes", async () => {
  const first = await stall("/api/audit/chain");
  const second = await stall("/api/audit/chain");
  const third = await ask(`${server.url}/api/audit/chain`);
  expect(third.statusCode).toBe(429);
  expect(third.headers["retry-after"]).toBe("30");
  expect(await problemIn(third)).toMatchObject({ code: "rate_limited", title: "Demasiados intentos" });
  first.destroy();
  // Who asks for nothing but the head keeps no place either.
  for (const method of ["HEAD", "HEAD", "GET"])
    await vi.waitFor(
      async () => {
        const again = await ask(`${server.url}/api/audit/chain`, method);
        again.resume();
        expect(again.statusCode).toBe(200);
      },
      { timeout: 20_000, interval: 100 },
    );
  second.destroy();
});

test("an export takes nothing of what its disk keeps free", async () => {
  const full = await startTestServer({ store: { folder: tmpdir(), keepFree: Number.MAX_SAFE_INTEGER } });
  try {
    const refused = await ask(`${full.url}/api/audit/chain`);
    expect(refused.statusCode).toBe(507);
    expect(await problemIn(refused)).toMatchObject({ code: "storage_full", title: "No queda espacio" });
  } finally {
    await full.close();
  }
});

test("a reader of all that is theirs, or of a file, who takes nothing keeps no transaction open", async () => {
  const { fileId } = await furnish(server, ana.scope);
  const key = await asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ object_key: string }>("select object_key from caudal.files where id = $1", [
      fileId,
    ]);
    return rows[0]?.object_key ?? "";
  });
  await server.objects.append(key, 0, Readable.from([randomBytes(24 << 20)]));
  for (const path of ["/api/me/export", `/api/files/${fileId}/content`]) {
    const stalled = await stall(path);
    await vi.waitFor(async () => expect(await oldest(), path).toBe(0), { timeout: 20_000, interval: 100 });
    stalled.destroy();
  }
});
