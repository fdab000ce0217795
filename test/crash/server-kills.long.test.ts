import { expect, it } from "vitest";
import { describeKill, killPlaces, planManyKills } from "./support/servers/kill-place.ts";
import { drawKills, killServers } from "./support/servers/kill-servers.ts";

it("two real servers: two hundred kills, and every file ends as if there had been none", async () => {
  const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? String(Date.now() % 1_000_000));
  const kills = Number(process.env["CAUDAL_TEST_KILLS"] ?? "200");
  const report = await killServers(seed, planManyKills(seed).take(kills));
  process.stdout.write(`seed ${seed}: ${drawKills(report)}\n`);
  expect(report.kills).toBe(kills);
  const missed = killPlaces.map(describeKill).filter((place) => !report.hits.has(place));
  expect(kills < killPlaces.length * 4 ? [] : missed).toEqual([]);
});
