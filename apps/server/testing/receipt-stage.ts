import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createLog } from "@caudal/base/log.ts";
import type { Verification } from "@caudal/contract/resources/verification.ts";
import { startListener } from "@caudal/db/listen.ts";
import { startRun } from "@caudal/db/runs/start-run.ts";
import { withScope } from "@caudal/db/scope.ts";
import { measureDisk } from "@caudal/objects/free-space.ts";
import { defaultLimits } from "@caudal/sources/files/limits.ts";
import pg from "pg";
import { openScratchFolders } from "../src/worker/scratch-folders.ts";
import { createSpillRoom } from "../src/worker/spill-room.ts";
import { createWorker } from "../src/worker/start-worker.ts";
import { signUp, startTestServer } from "./test-server.ts";

export type ReceiptStage = Awaited<ReturnType<typeof openReceiptStage>>;

/** A real server and worker, a person, and whoever has the database's keys. */
export async function openReceiptStage() {
  const server = await startTestServer();
  const person = await signUp(server);
  const superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  const listener = startListener(server.database.urls.app, { applicationName: "test-worker" });
  const log = createLog({ name: "worker", level: "error", write: () => undefined });
  const scratch = openScratchFolders(join(server.folder, "scratch"), async () => new Set());
  const worker = createWorker(
    {
      db: server.database.app.db,
      objects: server.objects,
      scratch,
      spillRoom: createSpillRoom({
        measure: () => measureDisk(server.folder),
        keepFree: 0,
        places: 1,
        mostBytes: 1024 ** 3,
      }),
      mayRemove: async () => true,
      listener,
      log,
      observe: () => undefined,
    },
    {
      concurrency: 1,
      perAccount: 1,
      leaseMs: 15_000,
      memoryLimitBytes: 256 * 1024 ** 2,
      threads: 1,
      timeLimitMs: 60_000,
      limits: defaultLimits,
    },
  );
  await worker.start();
  async function addFile(content: string, name = "ventas.csv"): Promise<string> {
    const key = `${person.scope.accountId}/${crypto.randomUUID()}/original`;
    await server.objects.create(key);
    await server.objects.append(key, 0, Readable.from([Buffer.from(content)]));
    return withScope(server.database.app.db, person.scope, async (tx) => {
      const { id } = await tx
        .insertInto("files")
        .values({
          account_id: person.scope.accountId,
          user_id: person.scope.userId,
          file_name: name,
          file_type: "text/csv",
          file_size: content.length,
          storage_url: "/",
          object_key: key,
        })
        .returning("id")
        .executeTakeFirstOrThrow();
      return id;
    });
  }
  async function process(fileId: string): Promise<string> {
    const runId = await withScope(
      server.database.app.db,
      person.scope,
      async (tx) => (await startRun(tx, { kind: "profile", input: {}, fileId, requestId: "test-request" })).run.id,
    );
    await ended(runId);
    return runId;
  }
  async function ended(runId: string): Promise<void> {
    for (;;) {
      const { state } = await person.client.getRun({ params: { id: runId } });
      if (["succeeded", "failed", "cancelled"].includes(state)) return;
      await delay(50);
    }
  }
  /** Before any worker sees it. */
  const cancelInQueue = (fileId: string): Promise<string> =>
    withScope(server.database.app.db, person.scope, async (tx) => {
      const { run } = await startRun(tx, { kind: "profile", input: {}, fileId });
      await tx.updateTable("runs").set({ state: "cancelled" }).where("id", "=", run.id).execute();
      return run.id;
    });
  const verify = (id: string): Promise<Verification> => person.client.verifyReceipt({ params: { id } });
  const rows = async (sql: string, values: readonly unknown[]) =>
    (await superuser.query<Record<string, unknown>>(sql, [...values])).rows;
  /** Past every policy, trigger and right, as who has the database's keys can. */
  async function tamper(sql: string, values: readonly unknown[]): Promise<void> {
    await superuser.query("set session_replication_role = replica");
    const { rowCount } = await superuser.query(sql, [...values]);
    await superuser.query("set session_replication_role = origin");
    if ((rowCount ?? 0) === 0) throw new Error(`nothing to tamper with: ${sql}`);
  }
  const close = async (): Promise<void> => {
    await worker.stop();
    await listener.close();
    await superuser.end();
    await server.close();
  };
  return { server, person, superuser, addFile, process, cancelInQueue, verify, rows, tamper, close };
}

export const csv = (rows: number): string =>
  `fecha,cliente,monto\n${Array.from({ length: rows }, (_, i) => `2026-01-${String((i % 28) + 1).padStart(2, "0")},c${i % 7},${i % 5 === 0 ? "" : i}.5`).join("\n")}\n2026-02-01,"abc\n`;

/** What differs, as subject, code and what it is about. */
export const told = ({ checks }: Verification): string[] =>
  checks.flatMap(({ subject, differences }) =>
    differences.map(({ code, params }) =>
      [subject, code, params["column"] ?? params["field"] ?? params["key"]].filter(Boolean).join(" "),
    ),
  );
