import { createHash } from "node:crypto";
import type { Client } from "@caudal/contract/client/client.ts";
import type { Pool } from "pg";
import { expect } from "vitest";
import { sha256 } from "./tus-upload.ts";

/** All that a person can read of a file that was processed, without what differs from run to run: ids and times. */
export async function readProfile(client: Client, id: string) {
  const { file, ...profile } = await client.getProfile({ params: { id } });
  const { rejects, total } = await client.listRejects({ params: { id }, query: { offset: 0, limit: 200 } });
  const page = await client.listRows({ params: { id }, query: { offset: 0, limit: 50 } });
  return { sha256: file.sha256, reading: file.reading, ...profile, rejects, total, page };
}
export type ReadProfile = Awaited<ReturnType<typeof readProfile>>;

/** The bytes that a person gets back. */
export async function downloadHash(client: Client, id: string): Promise<string> {
  const response = await client.downloadFile({ params: { id } });
  return createHash("sha256")
    .update(Buffer.from(await response.arrayBuffer()))
    .digest("hex");
}

const steps = ["read", "first", "copy", "insights"];

/** What the database holds of a file whose run succeeded: one of everything, and a history in order. */
export async function expectTrueHistory(superuser: Pool, fileId: string): Promise<void> {
  const look = async (sql: string) => (await superuser.query<Record<string, unknown>>(sql, [fileId])).rows;
  const runs = await look(
    "select state, progress, error, error_message, worker, lease_until, attempt, token::int from caudal.runs where file_id = $1",
  );
  expect(runs, "one run").toHaveLength(1);
  expect(runs[0]).toMatchObject({
    state: "succeeded",
    progress: 1,
    error: null,
    error_message: null,
    worker: null,
    lease_until: null,
  });
  const done = await look(
    `select s.name, s.state, s.error, s.attempt, s.started_at <= s.finished_at as in_order from caudal.run_steps s
      join caudal.runs r on r.id = s.run_id where r.file_id = $1 order by s.ordinal`,
  );
  expect(done.map(({ name, state, error, in_order }) => ({ name, state, error, in_order }))).toEqual(
    steps.map((name) => ({ name, state: "done", error: null, in_order: true })),
  );
  const attempts = done.map(({ attempt }) => Number(attempt));
  expect(attempts, "no step was done by an earlier attempt than the one before").toEqual(
    attempts.toSorted((a, b) => a - b),
  );
  const logs = await look(
    "select operation, status, error_details from caudal.processing_logs where file_id = $1 and completed_at >= started_at order by started_at",
  );
  expect(logs).toEqual(
    ["process", ...steps].map((operation) => ({ operation, status: "completed", error_details: null })),
  );
  const notices = await look(
    "select key, type from caudal.notifications where related_file_id = $1 order by created_at",
  );
  expect(notices).toEqual([
    { key: "file.uploaded", type: "info" },
    { key: "file.processing", type: "info" },
    { key: "file.done", type: "success" },
  ]);
  // The servers that are left sign what a killed one left behind.
  const receipts = await look(
    `select r.id from caudal.runs r left join caudal.receipts on run_id = r.id
     where r.file_id = $1 and (r.state in ('succeeded', 'failed', 'cancelled')) <> (run_id is not null)`,
  );
  expect(receipts, "runs that ended without a receipt, or have one before they ended").toEqual([]);
  const uploads = await look("select declared_size::int from caudal.uploads where file_id = $1");
  expect(uploads, "one upload").toHaveLength(1);
}

export async function expectProfile(
  client: Client,
  fileId: string,
  bytes: Uint8Array,
  expected: ReadProfile,
): Promise<void> {
  const file = await client.getFile({ params: { id: fileId } });
  expect(file).toMatchObject({ status: "done", error: null, error_message: null, file_size: bytes.byteLength });
  expect(await downloadHash(client, fileId), "the bytes that were sent").toBe(sha256(bytes));
  const profile = await readProfile(client, fileId);
  expect(profile.sha256).toBe(sha256(bytes));
  expect(settleRounding(profile, expected)).toEqual(expected);
}

/**
 * The same value with each number replaced by the expected one where they differ by rounding only: two threads of the engine add floats up
 * in whatever order they come.
 */
function settleRounding(actual: unknown, expected: unknown): unknown {
  if (typeof actual === "number" && typeof expected === "number")
    return Math.abs(actual - expected) <= 1e-9 * Math.abs(expected) ? expected : actual;
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((each, index) => settleRounding(each, (expected as unknown[])[index]));
  if (isRecord(actual) && isRecord(expected))
    return Object.fromEntries(
      Object.entries(actual).map(([name, each]) => [name, settleRounding(each, expected[name])]),
    );
  return actual;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
