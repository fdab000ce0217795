import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crashPlaces } from "./fixture/crash-handler.ts";
import { createCrashWorld } from "./support/crash-world.ts";
import { killRuns } from "./support/kill-runs.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.close();
});

describe("a run whose workers are killed", () => {
  it(
    "goes on in another process, with every effect once, after each of ten seeded kills",
    { timeout: 180_000 },
    async () => {
      const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? "20261122");
      const world = await createCrashWorld(database);
      try {
        const report = await killRuns({ seed, kills: 10, places: crashPlaces, patienceMs: 60_000, ...world });
        expect(report.kills).toBeGreaterThanOrEqual(10);
      } finally {
        await world.close();
      }
    },
  );
});
