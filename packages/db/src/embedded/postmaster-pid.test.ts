import { mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { couldServe } from "./postmaster-pid.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-`));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("outside Linux the pid file of a copy names no server of the copy's, and one of a folder that was renamed may", async () => {
  const original = join(folder, "original");
  const copy = join(folder, "copia");
  await mkdir(original);
  await mkdir(copy);
  await symlink(original, join(folder, "enlace"));
  const server = { pid: process.pid, dataFolder: original };
  expect(await couldServe(server, original, "darwin")).toBe(true);
  expect(await couldServe(server, join(folder, "enlace"), "darwin")).toBe(true);
  expect(await couldServe(server, copy, "darwin")).toBe(false);
  await rename(original, join(folder, "renombrada"));
  expect(await couldServe(server, join(folder, "renombrada"), "darwin")).toBe(true);
});
