import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fork } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadAuthSecret } from "./auth-secret.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "caudal-secret-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe("the key that signs sessions", () => {
  test("is one for all servers that start at once", async () => {
    const keys = await Promise.all(Array.from({ length: 30 }, () => loadAuthSecret(undefined, dataDir)));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]?.length).toBeGreaterThanOrEqual(64);
    const folder = join(dataDir, "secrets");
    expect(await readdir(folder), "no drafts are left").toEqual(["auth-secret"]);
    expect((await stat(join(folder, "auth-secret"))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test("is one for processes that start at once", async () => {
    const program = join(import.meta.dirname, "../../testing/print-auth-secret.ts");
    const children = Array.from({ length: 4 }, () => fork(program, [dataDir], { stdio: "pipe" }));
    const ready = children.map((child) => once(child, "message"));
    await Promise.all(ready);
    const answers = children.map((child) => once(child, "message"));
    for (const child of children) child.send("go");
    const keys = (await Promise.all(answers)).map(([key]) => String(key));
    expect(new Set(keys)).toEqual(new Set([await readFile(join(dataDir, "secrets", "auth-secret"), "utf8")]));
  });

  test("stays the same at the next start", async () => {
    const first = await loadAuthSecret(undefined, dataDir);
    expect(await loadAuthSecret(undefined, dataDir)).toBe(first);
  });

  test("is refused when it was given too short, without being shown", async () => {
    const refused = loadAuthSecret("hunter2", dataDir);
    await expect(refused).rejects.toMatchObject({ code: "config_invalid" });
    await expect(refused).rejects.not.toThrow("hunter2");
  });

  test("says which folder cannot be used", async () => {
    await writeFile(join(dataDir, "secrets"), "");
    await expect(loadAuthSecret(undefined, dataDir)).rejects.toMatchObject({ code: "data_folder_unusable" });
  });
});
