import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { createLog } from "@caudal/base/log.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnd } from "./server-end.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caudal-end-"));
  file = join(folder, "server.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("is the last fault that the server logged, with its parameters", () => {
  const lines: string[] = [];
  const log = createLog({ name: "server", level: "info", write: (line) => lines.push(line) });
  log.error({ err: new Fault("database_unreachable") }, "the server ended");
  log.error({ err: new Fault("database_too_new", { params: { database: 30, code: 20 } }) }, "the server ended");
  writeFileSync(file, `${lines.join("")}(node:1) a warning\n`);
  const fault = readEnd(file, 0);
  expect([fault.code, fault.params]).toEqual(["database_too_new", { database: 30, code: 20 }]);
});

test("is what it said when it died without a word for us", () => {
  writeFileSync(file, "Error: no such thing\n    at somewhere (file.ts:1:1)\n");
  const fault = readEnd(file, 0);
  expect(fault.code).toBe("internal");
  expect(String(fault.cause)).toContain("no such thing");
  expect(String(fault.cause)).not.toContain("somewhere");
});

test("is not what an earlier server said", () => {
  const before = `${JSON.stringify({ err: { code: "database_unreachable" } })}\n`;
  writeFileSync(file, `${before}Error: something else\n`);
  expect(readEnd(file, before.length).code).toBe("internal");
  expect(readEnd(file, 10_000).code).toBe("database_unreachable");
});
