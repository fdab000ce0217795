import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import type { RowReader } from "./file-rows.ts";

const batch: RecordBatch = {
  schema: {
    fields: [
      { name: "monto", type: { kind: "decimal", precision: 20, scale: 2 } },
      { name: "fecha", type: { kind: "date" } },
    ],
  },
  length: 2,
  columns: [
    { values: [12345678901234567890n, 0n], validity: new Uint8Array([0b01]) },
    { values: new Int32Array([0, 20_000]), validity: null },
  ],
};

let server: TestServer;
const asked: Parameters<RowReader["readRows"]>[0][] = [];
let person: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  const readRows: RowReader["readRows"] = async (request) => {
    asked.push(request);
    return { batch, rowNumbers: [40, 7], total: 2 };
  };
  server = await startTestServer({ rows: { readRows } });
});
afterAll(() => server.close());
beforeEach(async () => {
  person = await signUp(server);
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );

describe("files", () => {
  test("come newest first, page by page, each once", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await furnish(server, person.scope)).fileId);
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: { items: { id: string }[]; next: string | null } = await person.client.listFiles({
        query: { limit: 2, ...(cursor ? { cursor } : {}) },
      });
      seen.push(...page.items.map((file) => file.id));
      cursor = page.next;
      pages += 1;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    expect(pages).toBe(3);
    expect(await codeOf(person.client.listFiles({ query: { cursor: "bm9wZQ" } }))).toBe("invalid_fields");
  });

  test("are found by a part of their name, where signs mean themselves", async () => {
    await furnish(server, person.scope, { name: "Ventas_100%.csv" });
    await furnish(server, person.scope, { name: "ventasX100Y.csv" });
    const find = async (q: string) =>
      (await person.client.listFiles({ query: { q } })).items.map((file) => file.file_name);
    expect(await find("VENTAS")).toHaveLength(2);
    expect(await find("s_100%")).toEqual(["Ventas_100%.csv"]);
    expect(await find("\\")).toEqual([]);
    // Decoded once: as it stands in an address this is %2541, and what it asks for is no "A".
    expect(await find("VENT%41S")).toEqual([]);
    expect(await find("a\u0000b")).toEqual([]);
    expect(await find("'; drop table files; --")).toEqual([]);
    expect((await person.client.listFiles({ query: { status: "done" } })).items).toEqual([]);
    expect((await person.client.listFiles({ query: { status: "processing" } })).items).toHaveLength(2);
  });

  test("show their run, their insights and an earlier file with the same bytes", async () => {
    const first = await furnish(server, person.scope, { sha256: "cd".repeat(32) });
    const second = await furnish(server, person.scope, { sha256: "cd".repeat(32) });
    expect(await person.client.getFile({ params: { id: second.fileId } })).toMatchObject({
      status: "processing",
      databricks_job_id: second.runId,
      duplicate_of: first.fileId,
      insight_count: 1,
      rows: 2,
      rejected: 1,
      run: {
        id: second.runId,
        kind: "profile",
        state: "queued",
        message: "En espera de que termine otro archivo",
        attempt: 0,
      },
      reading: { format: "csv" },
      columns: [{ name: "fecha" }, { name: "monto" }],
    });
    expect((await person.client.getFile({ params: { id: first.fileId } })).duplicate_of).toBeNull();
    const { items } = await person.client.listInsights({ params: { id: first.fileId } });
    expect(items).toMatchObject([{ title: "Un título guardado", wave: 1, confidence: { formula: "counted" } }]);
    expect(await person.client.listRejects({ params: { id: first.fileId } })).toEqual({
      rejects: [
        {
          line: 4,
          column: "monto",
          reason: "cast",
          message: "El valor de «monto» no es del tipo de su columna.",
          text: "2026-01-03,doce",
        },
      ],
      total: 1,
    });
    expect(await person.client.getProfile({ params: { id: first.fileId } })).toMatchObject({
      file: { name: "ventas.csv", sha256: "cd".repeat(32) },
      rows: 2,
      rejected: 1,
    });
    expect((await person.client.listLogs({ params: { id: first.fileId } })).items).toMatchObject([
      { operation: "process", status: "started", run_id: first.runId },
    ]);
  });

  test("are downloaded as they came, as an attachment that no browser runs", async () => {
    const { fileId, content } = await furnish(server, person.scope, { name: 'ventas "año" 😀.html' });
    const response = await person.client.downloadFile({ params: { id: fileId } });
    expect(await response.text()).toBe(content);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-length": String(content.length),
      "x-content-type-options": "nosniff",
      "content-disposition": `attachment; filename="ventas _a_o_ __.html"; filename*=UTF-8''ventas%20%22a%C3%B1o%22%20%F0%9F%98%80.html`,
    });
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("leave nothing behind when they are deleted", async () => {
    const { fileId, runId } = await furnish(server, person.scope);
    const stored = () => readdir(join(server.folder, "objects", "uploads"));
    const before = await stored();
    await person.client.deleteFile({ params: { id: fileId } });
    expect(await stored()).toHaveLength(before.length - 1);
    expect(await codeOf(person.client.getFile({ params: { id: fileId } }))).toBe("not_found");
    expect(await codeOf(person.client.getRun({ params: { id: runId } }))).toBe("not_found");
    expect(await codeOf(person.client.downloadFile({ params: { id: fileId } }))).toBe("not_found");
    expect(await codeOf(person.client.deleteFile({ params: { id: fileId } }))).toBe("not_found");
  });

  test("give their rows with every digit, sorted as asked", async () => {
    const { fileId } = await furnish(server, person.scope);
    const params = { id: fileId };
    expect(await person.client.listRows({ params, query: { offset: 0, limit: 2, sort: "-monto" } })).toEqual({
      columns: [
        { name: "monto", type: "decimal(20,2)" },
        { name: "fecha", type: "date" },
      ],
      rows: [
        ["123456789012345678.90", "1970-01-01"],
        [null, "2024-10-04"],
      ],
      numbers: [41, 8],
      offset: 0,
      total: 2,
    });
    expect(asked.at(-1)).toMatchObject({
      owner: person.scope.accountId,
      offset: 0,
      limit: 2,
      sort: { column: "monto", descending: true },
    });
    expect(await codeOf(person.client.listRows({ params, query: { sort: "no hay" } }))).toBe("invalid_fields");
    expect(await codeOf(person.client.listRows({ params, query: { limit: 1001 } }))).toBe("invalid_fields");
    expect(await codeOf(person.client.listRows({ params, query: { offset: -1 } }))).toBe("invalid_fields");
  });
});

describe("processing", () => {
  test("twice gives the job at work, and the same key the same answer", async () => {
    const { fileId, runId } = await furnish(server, person.scope);
    const start = (id: string, idempotencyKey?: string) =>
      person.client.processFile({ body: { fileId: id }, ...(idempotencyKey ? { idempotencyKey } : {}) });
    expect(await start(fileId)).toEqual({ success: true, jobId: runId });
    expect((await person.client.cancelRun({ params: { id: runId } })).state).toBe("cancelled");
    expect((await person.client.cancelRun({ params: { id: runId } })).state).toBe("cancelled");
    expect((await person.client.getFile({ params: { id: fileId } })).status).toBe("uploaded");
    const key = `k-${randomUUID()}`;
    const answers = await Promise.all([start(fileId, key), start(fileId, key), start(fileId, key)]);
    expect(new Set(answers.map((answer) => answer.jobId)).size).toBe(1);
    expect(answers[0]?.jobId).not.toBe(runId);
    await person.client.cancelRun({ params: { id: answers[0]?.jobId ?? "" } });
    expect(await start(fileId, key)).toEqual(answers[0]);
    const other = await furnish(server, person.scope);
    expect(await codeOf(start(other.fileId, key))).toBe("idempotency_key_reused");
    expect(await codeOf(start(fileId, "with space"))).toBe("invalid_fields");
  });
});

describe("notifications", () => {
  test("are counted, read one by one and all at once, in the reader's language", async () => {
    const { notificationId } = await furnish(server, person.scope);
    await person.client.updateNotification({ params: { id: notificationId }, body: { is_read: false } });
    const before = await person.client.listNotifications({ query: { limit: 1 } });
    expect(before.unread).toBeGreaterThan(0);
    expect(before.next).not.toBeNull();
    const english = await person.fetch("/api/notifications", { headers: { "caudal-language": "en" } });
    expect(await english.text()).toContain("Reading your file");
    expect((await person.client.readAllNotifications()).unread).toBe(0);
    expect(
      (await person.client.updateNotification({ params: { id: notificationId }, body: { is_read: false } })).is_read,
    ).toBe(false);
    expect((await person.client.listNotifications()).unread).toBe(1);
  });
});
