import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Locale } from "@caudal/contract/resources/common.ts";
import { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { awaitEnding } from "../bad-input/support/live.ts";
import { send } from "../bad-input/support/send.ts";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";

const root = join(import.meta.dirname, "../..");
const samples = join(root, "apps/server/samples");
const command = join(root, "apps/cli/bin/caudal.mjs");
const names = (await readdir(samples)).toSorted();

let servers: ServerPair;
let person: Person;
let url: string;
let temp: string;
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), "caudal-same-"));
  servers = await startServerPair({ count: 1 });
  url = servers.alive()[0]?.url ?? "";
  person = await signUpAt(url);
});
afterAll(async () => {
  await servers.close();
  await rm(temp, { recursive: true, force: true });
});

test("there are samples of several kinds", () => {
  const kinds = ["csv", "json", "ndjson.gz", "xlsx"];
  expect(kinds.filter((kind) => names.some((name) => name.endsWith(`.${kind}`)))).toEqual(kinds);
});

/** Threads add fractions up in the order in which they come: the last of sixteen digits may differ from one reading to the next. */
expect.addEqualityTesters([
  (a: unknown, b: unknown) => {
    if (typeof a !== "number" || typeof b !== "number" || (Number.isInteger(a) && Number.isInteger(b)))
      return undefined;
    return Math.abs(a - b) <= 1e-10 * Math.max(Math.abs(a), Math.abs(b));
  },
]);

/**
 * Nothing is left out: the document has neither ids nor times, and the same file under the same name is to give the same document,
 * wherever it was read, with its findings in the same order.
 */
test.each(names.map((name, place) => [name, Locale.options[place % Locale.options.length] ?? "es"] as const))(
  "%s, in %s: the API's document and the command's are one",
  { timeout: 120_000 },
  async (name, locale) => {
    const id = await send(person, url, { name, bytes: await readFile(join(samples, name)) });
    expect((await awaitEnding(person, url, id)).file).toMatchObject({ status: "done", error: null });
    const answer = await person.fetch(`${url}/api/files/${id}/profile`, { headers: { "caudal-language": locale } });
    const told = (await answer.json()) as object;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [command, "profile", join(samples, name), "--json", "--lang", locale],
      { env: { ...process.env, TMPDIR: temp }, maxBuffer: 64 << 20 },
    );
    expect(JSON.parse(stdout)).toEqual(told);
    const known = ProfileDocument.parse(told);
    expect(known).toEqual(told);
    expect(known.insights.length).toBeGreaterThan(0);
  },
);
