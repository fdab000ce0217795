import { expect, test } from "vitest";
import { createHiddenValues } from "./hidden-values.ts";
import { createLog, withLogContext } from "./log.ts";

function capture(secrets: string[] = []) {
  const lines: string[] = [];
  const log = createLog({ name: "server", level: "info", secrets, write: (line) => lines.push(line) });
  return { log, lines };
}

test("a secret that becomes known later is hidden from then on, and so is each key of a list and each line of a key", () => {
  const lines: string[] = [];
  const hidden = createHiddenValues(["una-clave-de-sesión, la-otra-clave-de-sesión"]);
  const log = createLog({ name: "server", level: "info", secrets: hidden, write: (line) => lines.push(line) });
  const pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHZpdmEgbGEgbHV6\n-----END PRIVATE KEY-----\n";
  log.info({}, "before MC4CAQAwBQYDK2VwBCIEIHZpdmEgbGEgbHV6");
  hidden.hide(pem);
  log.info({ err: new Error(pem) }, "una-clave-de-sesión MC4CAQAwBQYDK2VwBCIEIHZpdmEgbGEgbHV6");
  log.info({ text: "la-otra-clave-de-sesión" }, "PRIVATE KEY is a word as any other");
  expect(lines[0]).toContain("MC4C");
  expect(lines.slice(1).join("")).not.toMatch(/MC4C|clave-de-sesión/);
  expect(lines[2]).toContain("PRIVATE KEY is a word");
});

test("lines are JSON with the ids of the work they belong to", async () => {
  const { log, lines } = capture();
  await withLogContext({ request_id: "r1" }, async () => {
    await Promise.resolve();
    withLogContext({ run_id: "u1" }, () => log.info({ rows: 3 }, "read"));
  });
  log.info({}, "outside");
  log.debug({}, "not at this level");
  const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(2);
  expect(inside).toMatchObject({
    level: "info",
    name: "server",
    request_id: "r1",
    run_id: "u1",
    rows: 3,
    message: "read",
  });
  expect(new Date(String(inside?.["time"])).getFullYear()).toBeGreaterThan(2000);
  expect(outside).not.toHaveProperty("request_id");
});

test("secrets do not appear, whatever brings them", () => {
  const secret = 'k3y-with-"quotes"/and%';
  const { log, lines } = capture([secret]);
  log.error({ err: new Error(`login failed for postgres://app:hunter22@db/x with ${secret}`) }, `and ${secret}`);
  log.info(
    {
      password: "hunter22",
      body: { token: "hunter22" },
      headers: { authorization: "Bearer hunter22", cookie: "a=hunter22" },
    },
    "fields",
  );
  log.info({ address: `https://x/?k=${encodeURIComponent(secret)}` }, "escaped");
  const all = lines.join("");
  expect(lines).toHaveLength(3);
  expect(all).not.toContain("hunter22");
  expect(all).not.toContain("k3y-with");
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test("what a person wrote is no format of a line, wherever it stands", () => {
  const { log, lines } = capture();
  const name = "%s %d %j %o %O %c %%";
  log.info({ name, other: { secret: "hidden" } }, `read ${name}`);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ name, message: `read ${name}` });
});
