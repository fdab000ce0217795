import { access, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openScratchFolders } from "./scratch-folders.ts";
import { sweepRepeatedly } from "./start-worker.ts";
import { createListLog } from "@caudal/runs/testing/list-log.ts";

const day = 24 * 3_600_000;

test("only folders that nobody has written to for long are swept", async () => {
  const root = await mkdtemp(join(tmpdir(), "caudal-scratch-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folders = openScratchFolders(join(root, "scratch"), async () => new Set());
  const { attempt: old } = await folders.open("old", "1");
  const { attempt: busy } = await folders.open("busy", "1");
  await writeFile(join(old, "table"), "");
  await writeFile(join(busy, "table"), "");
  const before = new Date(Date.now() - day);
  for (const path of [join(old, "table"), old, dirname(old), busy, dirname(busy)]) await utimes(path, before, before);

  await folders.sweep();

  await expect(access(old)).rejects.toThrow();
  await expect(access(join(busy, "table"))).resolves.toBeUndefined();
  await folders.sweep(Date.now() + 2 * day);
  await expect(access(busy)).rejects.toThrow();
});

test("those of runs that go on stay, however old they look to a clock that was set forward", async () => {
  const root = await mkdtemp(join(tmpdir(), "caudal-scratch-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folders = openScratchFolders(join(root, "scratch"), async () => new Set(["at work"]));
  const { attempt: atWork } = await folders.open("at work", "1");
  const { attempt: ended } = await folders.open("ended", "1");

  await folders.sweep(Date.now() + 2 * day);

  await expect(access(atWork)).resolves.toBeUndefined();
  await expect(access(ended)).rejects.toThrow();
});

test("they are swept again and again while the server is up, also after a sweep that failed, until it stops", async () => {
  const stopping = new AbortController();
  const enough = Promise.withResolvers<void>();
  let sweeps = 0;
  const scratch = {
    sweep: async () => {
      sweeps += 1;
      if (sweeps === 1) throw new Error("the disk is away");
      if (sweeps === 3) enough.resolve();
    },
  };
  const log = createListLog();
  const sweeping = sweepRepeatedly({ scratch, log }, stopping.signal, 1);
  await enough.promise;
  stopping.abort();
  await sweeping;
  expect(log.lines).toEqual(["warn scratch folders not swept"]);
});
