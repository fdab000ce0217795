import { expect, it } from "vitest";
import { planTour } from "./support/servers/kill-place.ts";
import { killServers } from "./support/servers/kill-servers.ts";

it("two real servers: ten kills, and every file ends as if there had been none", { timeout: 300_000 }, async () => {
  const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? "20261122");
  const report = await killServers(seed, planTour(seed));
  expect(report.kills).toBe(10);
});
