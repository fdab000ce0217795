import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addressOf,
  eventually,
  isReady,
  kill9,
  kill9All,
  makeDataFolder,
  type Platform,
  processesOf,
  removePlatform,
  signInOf,
  startPlatform,
} from "./platform.ts";

const alive = (folder: string) => processesOf(folder).map(({ role }) => role);

describe("after kill -9", () => {
  let folder: string;
  let platform: Platform;
  let address: string;
  let cookie: string;

  async function sampleNames(): Promise<string[]> {
    const response = await fetch(`${address}/api/files?limit=200`, { headers: { cookie } });
    const { items } = (await response.json()) as { items: { file_name: string }[] };
    return items.map((file) => file.file_name).toSorted();
  }

  async function startAgain(): Promise<void> {
    platform = startPlatform(folder);
    address = await addressOf(platform);
  }

  let samples: string[];

  beforeAll(async () => {
    folder = makeDataFolder();
    await startAgain();
    const response = await fetch(`${address}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: address },
      body: JSON.stringify(signInOf(platform)),
    });
    cookie = response.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; ");
    samples = await sampleNames();
    expect(samples.length).toBeGreaterThan(0);
  });
  // Each test kills what runs, and none depends on the one before it having brought all of it back.
  beforeEach(async () => {
    if (!alive(folder).includes("starter")) await startAgain();
  });
  afterAll(() => removePlatform(folder));

  test("of the server the launcher starts another", async () => {
    const killed = kill9(folder, "server");
    await eventually(() => processesOf(folder).some(({ pid, role }) => role === "server" && pid !== killed));
    await eventually(() => isReady(address));
    expect(await sampleNames()).toEqual(samples);
  });

  test("of PostgreSQL the launcher starts another, and the server finds it", async () => {
    const killed = kill9(folder, "postgres");
    await eventually(() => processesOf(folder).some(({ pid, role }) => role === "postgres" && pid !== killed));
    await eventually(() => isReady(address));
    expect(await sampleNames()).toEqual(samples);
  });

  test.each(["starter", "launcher"] as const)("of the %s nothing serves on, and the next start works", async (role) => {
    kill9(folder, role);
    await eventually(() => !alive(folder).some((each) => each !== "postgres"));
    await startAgain();
    expect(signInOf(platform)).toBeUndefined();
    expect(await sampleNames()).toEqual(samples);
  });

  test("of everything at once the next start works", async () => {
    expect(kill9All(folder)).toEqual(expect.arrayContaining(["starter", "launcher", "server", "postgres"]));
    await eventually(() => !alive(folder).some((each) => each !== "postgres"));
    await startAgain();
    expect(await sampleNames()).toEqual(samples);
  });
});

describe("a first start killed in the middle", () => {
  test.each([300, 900, 1_500, 2_100])(
    "after %i ms is gone on with, and nobody and nothing is there twice",
    async (ms) => {
      const folder = makeDataFolder();
      try {
        const first = startPlatform(folder);
        const over = new Promise((done) => setTimeout(done, ms));
        await Promise.race([over, addressOf(first)]);
        // Once more for a launcher that was being started as its starter was killed: it would hold the folder against the second start.
        await eventually(() => !kill9All(folder).some((role) => role === "starter" || role === "launcher"));
        const second = startPlatform(folder);
        const address = await addressOf(second);
        const signIn = signInOf(second) ?? signInOf(first);
        const session = await fetch(`${address}/api/auth/sign-in/email`, {
          method: "POST",
          headers: { "content-type": "application/json", origin: address },
          body: JSON.stringify(signIn),
        });
        expect(session.status).toBe(200);
        const cookie = session.headers.getSetCookie().map((each) => each.split(";")[0]);
        const response = await fetch(`${address}/api/files?limit=200`, { headers: { cookie: cookie.join("; ") } });
        const { items } = (await response.json()) as { items: { file_name: string }[] };
        const names = items.map((file) => file.file_name);
        expect(names.length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
      } finally {
        await removePlatform(folder);
      }
    },
  );
});
