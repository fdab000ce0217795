import { expect, test } from "vitest";
import { shortPlan, victims } from "../crash/support/platform/kill-moments.ts";
import { killPlatform } from "../crash/support/platform/kill-platform.ts";

test("after kills of server, database, engine and launcher while four people are at work nothing that was acknowledged is lost or doubled", async () => {
  const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? "20261127");
  const { hits, problems } = await killPlatform(seed, shortPlan.length, { moments: shortPlan });
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(hits).toHaveLength(victims.length);
});
