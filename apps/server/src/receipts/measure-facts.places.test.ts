import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import { createTableChecker } from "@caudal/engines/embedded/table-checker.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { expect, onTestFinished, test } from "vitest";
import { measureFacts } from "./measure-facts.ts";

const at = "2026-11-28T12:00:00.000Z";
const none = { count: 0, sha256: "0".repeat(64) };
/** Of a run that left nothing. */
const content: ReceiptContent = {
  version: 1,
  run: {
    id: null,
    kind: "profile",
    state: "failed",
    attempts: 1,
    request_id: null,
    queued_at: at,
    started_at: null,
    finished_at: null,
    steps: [],
  },
  engine: null,
  account_id: null,
  user_id: null,
  input: null,
  left: {
    rows: null,
    rejected: null,
    columns: [],
    table: null,
    insights: { ...none, items: [] },
    rejects: { kept: 0, sha256: none.sha256 },
  },
  failure: null,
};

/** A store that says how many of its objects are being read at a time. */
async function furnish() {
  const folder = await mkdtemp(join(tmpdir(), "caudal-facts-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = openFolderStore(folder);
  const bytes = randomBytes(4 << 20);
  await store.create("a/original");
  await store.append("a/original", 0, Readable.from([bytes]));
  const seen = { now: 0, most: 0, onRead: (): void => undefined };
  const objects: ObjectStore = {
    ...store,
    read: async (key) => {
      const stream = await store.read(key);
      seen.most = Math.max(seen.most, (seen.now += 1));
      stream.once("close", () => (seen.now -= 1));
      seen.onRead();
      return stream;
    },
  };
  const limits = { memoryLimitBytes: 64 << 20, timeLimitMs: 10_000, queueTimeLimitMs: 60_000 };
  const checker = createTableChecker({ size: 2, folder, spillDir: join(folder, "spill"), ...limits });
  const ask = (owner: string, signal = new AbortController().signal) =>
    measureFacts(
      { objects, checker },
      { content, objectKey: "a/original", tableKey: null, shown: null, successor: null },
      owner,
      signal,
    );
  return { ask, seen, sha256: createHash("sha256").update(bytes).digest("hex") };
}

test("checks hash as many files at a time as there are places: one of one account, two of all", async () => {
  const { ask, seen, sha256 } = await furnish();
  const one = await Promise.all(Array.from({ length: 12 }, () => ask("ana")));
  expect(one.map(({ original }) => original?.sha256)).toEqual(one.map(() => sha256));
  expect(seen.most).toBe(1);
  await Promise.all(["ana", "beto", "eva", "ana", "beto", "eva"].map((owner) => ask(owner)));
  expect(seen.most).toBe(2);
});

test("whoever goes away in the middle of it, or before it was their turn, holds no place", async () => {
  const { ask, seen } = await furnish();
  const gone = new AbortController();
  seen.onRead = () => gone.abort();
  const asked = Array.from({ length: 3 }, () => ask("ana", gone.signal).catch((error: unknown) => error));
  for (const answer of await Promise.all(asked)) expect(answer).toBeInstanceOf(Error);
  seen.onRead = () => undefined;
  expect((await ask("ana")).original?.size).toBe(4 << 20);
});
