import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crashPlaces } from "./fixture/crash-handler.ts";
import { createCrashWorld } from "./support/crash-world.ts";
import { drawHistogram, killRuns } from "./support/kill-runs.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.close();
});

describe("runs whose workers are killed two hundred times", () => {
  it("all end, with every effect once and a history that is true", async () => {
    const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? String(Date.now() % 1_000_000));
    const kills = Number(process.env["CAUDAL_TEST_KILLS"] ?? "200");
    const world = await createCrashWorld(database);
    try {
      const report = await killRuns({ seed, kills, places: crashPlaces, patienceMs: 120_000, ...world });
      process.stdout.write(`seed ${seed}: ${drawHistogram(report)}\n`);
      expect(report.kills).toBeGreaterThanOrEqual(kills);
      // Exact kills come to every place in every few rounds.
      const missed = crashPlaces.filter((place) => !report.hits.has(place));
      expect(kills < crashPlaces.length * 8 ? [] : missed).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
