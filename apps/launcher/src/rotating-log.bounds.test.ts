import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRotatingLog } from "./rotating-log.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caudal-log-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("keeps the newest lines and no more bytes than it may", () => {
  const log = openRotatingLog(join(folder, "server.log"), { maxBytes: 100, keep: 2 });
  for (let line = 0; line < 100; line += 1) log.write(`line ${String(line).padStart(4, "0")}\n`);
  log.close();
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual(["server.log", "server.log.1", "server.log.2"]);
  for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(100);
  const kept = files.toReversed().map((file) => readFileSync(join(folder, file), "utf8"));
  expect(kept.join("")).toMatch(/^line 0070\n[\s\S]*line 0099\n$/);
});

test("goes on in the file that an earlier process left", () => {
  const path = join(folder, "deep", "server.log");
  for (const word of ["one\n", "two\n"]) {
    const log = openRotatingLog(path);
    log.write(word);
    log.close();
  }
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
});
