import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createSpillRoom } from "./spill-room.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-spill-room-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const roomOf = (free: number, places: number, mostBytes = 1_000_000) =>
  createSpillRoom({ measure: async () => ({ free, total: 1e12 }), keepFree: 1_000, places, mostBytes });

test("runs that begin together never get more together than the disk has above what it keeps free", async () => {
  const cases = fc.record({
    free: fc.nat(10_000),
    places: fc.integer({ min: 1, max: 6 }),
    runs: fc.integer({ min: 1, max: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ free, places, runs }) => {
      const room = roomOf(free, places);
      const shares = await Promise.all(
        Array.from({ length: runs }, (_, run) => room.take(join(folder, `none-${run}`))),
      );
      const sum = shares.reduce((all, share) => all + share.bytes, 0);
      for (const share of shares) share.release();
      expect(sum).toBeLessThanOrEqual(Math.max(0, free - 1_000));
      // Given back, it is there again.
      const alone = await room.take(join(folder, "none"));
      alone.release();
      expect(alone.bytes).toBe(Math.floor(Math.max(0, free - 1_000) / places));
    }),
  );
});

test("what another run has spilled already is missing on the disk and not counted twice", async () => {
  const own = join(folder, "first", "duckdb-1");
  await mkdir(own, { recursive: true });
  let free = 11_000;
  const room = createSpillRoom({
    measure: async () => ({ free, total: 1e12 }),
    keepFree: 1_000,
    places: 2,
    mostBytes: 1e9,
  });
  const first = await room.take(join(folder, "first"));
  expect(first.bytes).toBe(5_000);
  await writeFile(join(own, "spilled.tmp"), Buffer.alloc(4_000));
  free -= 4_000;
  const second = await room.take(join(folder, "second"));
  expect(second.bytes).toBe(5_000);
  first.release();
  second.release();
});

test("a run that has spilled is ended once others take what is kept free, and one that has not goes on", async () => {
  const spilling = join(folder, "spilling", "duckdb-2");
  await mkdir(spilling, { recursive: true });
  await writeFile(join(spilling, "spilled.tmp"), Buffer.alloc(10));
  let free = 5_000;
  const room = createSpillRoom({
    measure: async () => ({ free, total: 1e12 }),
    keepFree: 1_000,
    places: 2,
    mostBytes: 1e9,
    lookEveryMs: 1,
  });
  const [first, second] = [await room.take(join(folder, "spilling")), await room.take(join(folder, "calm"))];
  expect(first.signal.aborted).toBe(false);
  free = 999;
  await vi.waitFor(() => expect(first.signal.aborted).toBe(true));
  expect(first.signal.reason).toMatchObject({ code: "storage_full", persistence: "transient" });
  expect(second.signal.aborted).toBe(false);
  first.release();
  second.release();
});

test("an engine that needed more than the disk had to give is told of as a full disk, and one that was short of memory as that", async () => {
  const outOf = (limit: string) => new Fault("engine_out_of_memory", { params: { limit } });
  const some = await roomOf(3_000, 1).take(join(folder, "none"));
  expect(some.explain(outOf("spill"))).toMatchObject({ code: "storage_full", persistence: "transient" });
  expect(some.explain(outOf("memory"))).toMatchObject({ code: "engine_out_of_memory" });
  const none = await roomOf(900, 1).take(join(folder, "none"));
  expect(none.bytes).toBe(0);
  expect(none.explain(outOf("memory"))).toMatchObject({ code: "storage_full" });
  const all = await roomOf(1e9, 1, 500).take(join(folder, "none"));
  expect(all.bytes).toBe(500);
  expect(all.explain(outOf("spill"))).toMatchObject({ code: "engine_out_of_memory" });
  for (const share of [some, none, all]) share.release();
});
