import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { csv, openReceiptStage, told, type ReceiptStage } from "../../testing/receipt-stage.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A real server and worker: what a file leaves is tampered with past every policy, and the receipt says what. */
let stage: ReceiptStage;
let person: ReceiptStage["person"];
beforeAll(async () => {
  stage = await openReceiptStage();
  ({ person } = stage);
});
afterAll(() => stage?.close());

const addFile: ReceiptStage["addFile"] = (...given) => stage.addFile(...given);
const process: ReceiptStage["process"] = (fileId) => stage.process(fileId);
const cancelInQueue: ReceiptStage["cancelInQueue"] = (fileId) => stage.cancelInQueue(fileId);
const verify: ReceiptStage["verify"] = (runId) => stage.verify(runId);
const rows: ReceiptStage["rows"] = (sql, values) => stage.rows(sql, values);
const tamper: ReceiptStage["tamper"] = (sql, values) => stage.tamper(sql, values);

describe("a receipt of a run that succeeded", () => {
  let fileId: string;
  let runId: string;
  beforeEach(async () => {
    fileId = await addFile(csv(200));
    runId = await process(fileId);
  });

  test("says what was read, by what, and what it left, signed by the published key; nothing differs", async () => {
    const response = await person.fetch(`/api/runs/${runId}/receipt`);
    const document: unknown = await response.json();
    const keys = await person.client.getReceiptKeys();
    expect(checkSeal(document, keys)).toBe("good");
    const { receipt } = await person.client.getReceipt({ params: { id: runId } });
    expect(receipt).toMatchObject({
      run: { id: runId, kind: "profile", state: "succeeded", attempts: 1, request_id: "test-request" },
      engine: { name: "embedded", version: expect.stringMatching(/^DuckDB \d/) },
      account_id: person.scope.accountId,
      user_id: person.userId,
      input: { file_id: fileId, name: "ventas.csv", sha256: expect.any(String), reading: { format: "csv" } },
      left: { rows: 200, rejects: { kept: expect.any(Number) }, table: { rows: 200 } },
      failure: null,
    });
    expect(receipt.run.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "read done",
      "first done",
      "copy done",
      "insights done",
    ]);
    expect(receipt.left.insights.count).toBeGreaterThan(0);
    expect(receipt.left.insights.items.every(({ query }) => query !== "")).toBe(true);
    expect(receipt.left.table?.columns.map(({ name, present }) => [name, present])).toEqual([
      ["fecha", 200],
      ["cliente", 200],
      ["monto", 200],
    ]);
    const verification = await verify(runId);
    expect(told(verification)).toEqual([]);
    expect(verification).toMatchObject({ verdict: "intact", now: { replaced_by: null } });
    expect(verification.checks.map(({ subject, outcome }) => `${subject} ${outcome}`)).toEqual([
      "signature same",
      "audit same",
      "run same",
      "original same",
      "table same",
      "insights same",
      "rejects same",
      "figures same",
    ]);
  });

  test("names a finding whose text was changed, one that was removed, and one that was put there", async () => {
    const [first, second] = await rows("select id, key from caudal.insights where run_id = $1 order by id", [runId]);
    await tamper("update caudal.insights set title = title || ' (no)' where id = $1", [first?.["id"]]);
    expect(told(await verify(runId))).toEqual([`insights insight_changed ${String(first?.["key"])}`]);
    const { items } = await person.client.listInsights({ params: { id: fileId } });
    for (const { id } of items)
      expect((await person.client.traceInsight({ params: { id } })).as_in_receipt).toBe(id !== first?.["id"]);
    await tamper("delete from caudal.insights where id = $1", [second?.["id"]]);
    await tamper(
      `insert into caudal.insights (account_id, file_id, user_id, run_id, wave, insight_type, title, confidence_score, key, importance)
       select account_id, file_id, user_id, run_id, 2, insight_type, 'falso', 1, 'invented', 1 from caudal.insights where id = $1`,
      [first?.["id"]],
    );
    const verification = await verify(runId);
    expect(verification.verdict).toBe("differs");
    expect(told(verification).toSorted()).toEqual(
      [
        `insights insight_changed ${String(first?.["key"])}`,
        `insights insight_gone ${String(second?.["key"])}`,
        "insights insight_new invented",
      ].toSorted(),
    );
  });

  test("names rejects, figures and owners that were changed in the database", async () => {
    await tamper("update caudal.run_profiles set rows = 201 where run_id = $1", [runId]);
    expect(told(await verify(runId))).toEqual(["figures rows_count"]);
    await tamper("update caudal.run_profiles set rows = 200 where run_id = $1", [runId]);
    // What the page shows stands in the file's own row.
    await tamper(
      "update caudal.files set columns = jsonb_set(columns, '{2,missing}', '0'), rejected = 9 where id = $1",
      [fileId],
    );
    const shown = told(await verify(runId));
    expect(shown).toContain("figures rejected_count");
    await tamper("update caudal.runs set attempt = 4 where id = $1", [runId]);
    expect(told(await verify(runId))).toContain("run run_changed attempts");
    await tamper("update caudal.files set file_name = 'otro.csv' where id = $1", [fileId]);
    expect(told(await verify(runId))).toContain("original input_changed name");
  });

  test("names a flipped byte of the copy, and the column in which a value was changed", async () => {
    const [found] = await rows("select table_key from caudal.run_profiles where run_id = $1", [runId]);
    const path = await stage.server.objects.localPath(String(found?.["table_key"]));
    const whole = await readFile(path);
    const file = await open(path, "r+");
    await file.write(Buffer.from([(whole[40] ?? 0) ^ 0xff]), 0, 1, 40);
    await file.close();
    const flipped = told(await verify(runId));
    expect(flipped.length).toBeGreaterThan(0);
    expect(flipped.every((each) => each.startsWith("table "))).toBe(true);

    await writeFile(path, whole);
    expect(told(await verify(runId))).toEqual([]);
    await rewrite(path, "SELECT * REPLACE (CASE WHEN c2 = 7.5 THEN 8.5 ELSE c2 END AS c2) FROM t");
    expect(told(await verify(runId))).toEqual(["table table_bytes", "table column_checksum monto"]);
    await writeFile(path, whole);
    await rewrite(path, "SELECT * FROM t WHERE c2 IS DISTINCT FROM 7.5");
    expect(told(await verify(runId))).toEqual([
      "table table_bytes",
      "table table_rows",
      ...["fecha", "cliente", "monto"].map((column) => `table column_present ${column}`),
    ]);
    await rm(path);
    expect(told(await verify(runId))).toEqual(["table table_gone"]);
  });

  test("names an original that was replaced, and one that was deleted", async () => {
    const [found] = await rows("select object_key from caudal.files where id = $1", [fileId]);
    const path = await stage.server.objects.localPath(String(found?.["object_key"]));
    await writeFile(path, csv(200).replace("c3", "c4"));
    expect(told(await verify(runId))).toEqual(["original original_changed"]);
    await rm(path);
    const verification = await verify(runId);
    expect(told(verification)).toEqual(["original original_gone"]);
    expect(verification.checks[3]?.messages).toEqual(["El archivo «ventas.csv» ya no está."]);
  });

  test("that was itself rewritten in the database is forged, whatever it says", async () => {
    await verify(runId);
    await tamper("update caudal.receipts set content = jsonb_set(content, '{left,rows}', '7') where run_id = $1", [
      runId,
    ]);
    expect(told(await verify(runId))[0]).toBe("signature signature_forged");
    await tamper("update caudal.receipts set content = '{}' where run_id = $1", [runId]);
    expect(told(await verify(runId))).toEqual(["signature signature_forged", "audit audit_differs"]);
    await tamper("update caudal.receipts set key_id = 'nobody' where run_id = $1", [runId]);
    expect(told(await verify(runId))).toEqual(["signature key_unknown", "audit audit_differs"]);
  });

  test("stays when the file is processed again, and says that a later run took its place; it goes with the file", async () => {
    const later = await process(fileId);
    const verification = await verify(runId);
    expect(told(verification)).toEqual([]);
    expect(verification).toMatchObject({ verdict: "intact", now: { replaced_by: later } });
    expect(verification.checks.map(({ outcome }) => outcome)).toEqual([
      "same",
      "same",
      "same",
      "same",
      "replaced",
      "replaced",
      "replaced",
      "replaced",
    ]);
    const trace = await person.client.traceFile({ params: { id: fileId } });
    expect(trace.runs.map(({ id, shown, receipt }) => [id, shown, receipt !== null])).toEqual([
      [later, true, true],
      [runId, false, true],
    ]);
    await person.client.deleteFile({ params: { id: fileId } });
    expect(await rows("select 1 from caudal.receipts where file_id = $1", [fileId])).toEqual([]);
    expect((await person.fetch(`/api/runs/${runId}/receipt`)).status).toBe(404);
  });

  test("is one end of the trace: forward from the file to all of it, back from each finding to the person", async () => {
    const trace = await person.client.traceFile({ params: { id: fileId } });
    const [run] = trace.runs;
    expect(trace).toMatchObject({
      file: { id: fileId, file_name: "ventas.csv", sha256: expect.any(String) },
      person: { user_id: person.userId },
      run_total: 1,
      rejects_kept: expect.any(Number),
    });
    expect(run).toMatchObject({ id: runId, shown: true, rows: 200, engine: { name: "embedded" }, attempts: 1 });
    expect(run?.steps).toHaveLength(4);
    expect(trace.copies).toMatchObject([
      { kind: "original", bytes: csv(200).length },
      { kind: "table", run_id: runId },
    ]);
    expect(trace.insights.every((each) => each.run_id === runId)).toBe(true);
    expect(trace.insights).toHaveLength(trace.insight_total);
    expect(trace.notifications).toHaveLength(trace.notification_total);
    const [insight] = trace.insights;
    const back = await person.client.traceInsight({ params: { id: insight?.id ?? "" } });
    expect(back).toMatchObject({
      insight: { id: insight?.id },
      run: { id: runId, engine: { name: "embedded" } },
      file: { id: fileId },
      person: { user_id: person.userId },
      as_in_receipt: true,
    });
    expect(back.query).toMatch(/select/i);
  });
});

/** Puts another table under the same name, with the metadata of the one that was there. */
async function rewrite(path: string, select: string): Promise<void> {
  const { openDuckdb } = await import("@caudal/duckdb/open-duckdb.ts");
  const duckdb = await openDuckdb({
    memoryLimitBytes: 128 * 1024 ** 2,
    spillDir: join(stage.server.folder, "spill-test"),
    maxSpillBytes: 1024 ** 2,
    threads: 1,
    allowedPaths: [path, `${path}.new`],
  });
  try {
    const [row] = await duckdb.queryRows(
      `SELECT decode(value) AS v FROM parquet_kv_metadata('${path}') WHERE decode(key) = 'caudal.columns'`,
    );
    await duckdb.execute(`CREATE TABLE t AS SELECT * FROM read_parquet('${path}')`);
    await duckdb.execute(
      `COPY (${select}) TO '${path}.new' (FORMAT PARQUET, KV_METADATA {'caudal.columns': '${String(row?.["v"])}'})`,
    );
  } finally {
    await duckdb.close();
  }
  await writeFile(path, await readFile(`${path}.new`));
  await rm(`${path}.new`);
}

describe("a run that did not succeed has a receipt too", () => {
  test("failed: with the failure, and the hash of what could not be read", async () => {
    const fileId = await addFile("\u0000\u0001\u0002 nada", "roto.bin");
    const runId = await process(fileId);
    const { receipt } = await person.client.getReceipt({ params: { id: runId } });
    expect(receipt).toMatchObject({
      run: { state: "failed" },
      input: { name: "roto.bin", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      left: { rows: null, table: null, insights: { count: 0 }, rejects: { kept: 0 } },
      failure: { code: expect.stringMatching(/^file_/) },
    });
    expect(told(await verify(runId))).toEqual([]);
    const [found] = await rows("select object_key from caudal.files where id = $1", [fileId]);
    await writeFile(await stage.server.objects.localPath(String(found?.["object_key"])), "otra cosa");
    expect(told(await verify(runId))).toEqual(["original original_changed"]);
  });

  test("cancelled in the queue: it read nothing and says so", async () => {
    const fileId = await addFile(csv(5));
    const runId = await cancelInQueue(fileId);
    const { receipt } = await person.client.getReceipt({ params: { id: runId } });
    expect(receipt).toMatchObject({ run: { state: "cancelled", attempts: 0, steps: [] }, engine: null, failure: null });
    const verification = await verify(runId);
    expect(told(verification)).toEqual([]);
    expect(verification.checks[3]).toMatchObject({ subject: "original", outcome: "unchecked", because: "not_hashed" });
  });
});
