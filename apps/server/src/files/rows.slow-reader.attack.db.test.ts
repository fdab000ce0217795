import { copyFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { withScope } from "@caudal/db/scope.ts";
import { openRowPool, type RowPool } from "@caudal/engines/embedded/row-pool.ts";
import { openTestEngine, writeCsv } from "@caudal/engines/testing/open-test-engine.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

/** One process for all readers: whoever kept it would keep everybody else out. */
let pool: RowPool | undefined;
let served = 0;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    rows: {
      readRows: async (request) => {
        if (pool === undefined) throw new Error("no pool yet");
        const page = await pool.readRows(request);
        served += 1;
        return page;
      },
    },
  });
  pool = openRowPool({
    size: 1,
    folder: server.folder,
    spillDir: join(server.folder, "pool"),
    memoryLimitBytes: 256 * 2 ** 20,
    pageTimeLimitMs: 60_000,
    queueTimeLimitMs: 30_000,
  });
});
afterAll(async () => {
  await pool?.close();
  await server?.close();
});

const rows = 1_000;
/** A page of more than what a connection's two ends hold between them. */
const cell = "x".repeat(16_000);

async function parquet(): Promise<string> {
  const { engine, folder } = await openTestEngine();
  const types = { n: { kind: "int", bits: 32 }, texto: { kind: "text" } } as const;
  const lines = Array.from({ length: rows }, (_, number) => `${number},${cell}`);
  const path = join(folder, "ancho.parquet");
  await engine.writeParquet(
    await writeCsv(folder, "ancho.csv", types, `n,texto\n${lines.join("\n")}\n`),
    path,
    () => undefined,
  );
  return path;
}

async function fileWithRows(who: Awaited<ReturnType<typeof signUp>>, table: string): Promise<string> {
  const { fileId } = await furnish(server, who.scope);
  const { table_key } = await withScope(server.database.app.db, who.scope, (tx) =>
    tx.selectFrom("files").select("table_key").where("id", "=", fileId).executeTakeFirstOrThrow(),
  );
  await copyFile(table, await server.objects.localPath(table_key ?? ""));
  return fileId;
}

/** Asks for a page and takes nothing of the answer. */
function askAndPause(cookie: string, path: string): Socket {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nCookie: ${cookie}\r\n\r\n`);
  onTestFinished(() => void socket.destroy());
  return socket;
}

test("readers of raw rows who take nothing of their pages keep no process: others read theirs meanwhile", async () => {
  const table = await parquet();
  const [ana, beto] = [await signUp(server), await signUp(server)];
  const [wide, other] = [await fileWithRows(ana, table), await fileWithRows(beto, table)];
  const paused = Array.from({ length: 6 }, () => askAndPause(ana.cookie(), `/api/files/${wide}/rows?limit=${rows}`));
  await expect.poll(() => served, { timeout: 60_000 }).toBe(paused.length);

  for (const [who, id] of [
    [beto, other],
    [ana, wide],
  ] as const) {
    const page = await who.client.listRows({ params: { id }, query: { offset: 7, limit: 1 } });
    expect(page.rows).toEqual([["7", cell]]);
  }
  // They still wait for the most of theirs: nothing was served because they had gone.
  for (const socket of paused) {
    expect(socket.destroyed).toBe(false);
    expect(socket.bytesRead).toBeLessThan((rows * cell.length) / 2);
  }
  // And it is all there for who goes on.
  const [first] = paused;
  let received = 0;
  first?.on("data", (piece) => (received += piece.length));
  first?.resume();
  await expect.poll(() => received).toBeGreaterThan(rows * cell.length);
});
