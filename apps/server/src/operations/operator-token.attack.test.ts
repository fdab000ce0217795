import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadOperatorToken } from "./operator-token.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "caudal-operator-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the token that nobody set is long, for the server's user alone, the same after a restart, and another one elsewhere", async () => {
  const token = await loadOperatorToken(undefined, folder);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect((await stat(join(folder, "secrets", "operator-token"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, "secrets"))).mode & 0o777).toBe(0o700);
  expect(await loadOperatorToken("", folder)).toBe(token);
  expect(await loadOperatorToken("the-configured-one", folder)).toBe("the-configured-one");
  expect(await loadOperatorToken(undefined, join(folder, "another"))).not.toBe(token);
});
