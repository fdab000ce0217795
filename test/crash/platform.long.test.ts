import { expect, it } from "vitest";
import { tooLittle } from "./support/platform/count-deeds.ts";
import { drawHits, phases, victims } from "./support/platform/kill-moments.ts";
import { killPlatform } from "./support/platform/kill-platform.ts";

it("a whole platform: two hundred kills of servers, engines, launcher and database, and nothing that anybody saw acknowledged is lost or doubled", async () => {
  const seed = Number(process.env["CAUDAL_TEST_SEED"] ?? String(Date.now() % 1_000_000));
  const kills = Number(process.env["CAUDAL_TEST_KILLS"] ?? "200");
  const { hits, problems, counts, intervals } = await killPlatform(seed, kills, {
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(
    `seed ${seed}: ${hits.length} kills\n${drawHits(hits)}\n${intervals}\n${JSON.stringify(counts, null, 2)}\n`,
  );
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(hits).toHaveLength(kills);
  // A history in which little happened proves little.
  expect(tooLittle(counts, kills), `seed ${seed}`).toEqual([]);
  if (kills < 100) return;
  expect(victims.filter((victim) => !hits.some((hit) => hit.victim === victim))).toEqual([]);
  // Which of them come by is the machine's; that they are many is not.
  const hit = phases.filter((phase) => hits.some((each) => each.phase === phase));
  expect(hit.length, hit.join(", ")).toBeGreaterThanOrEqual(7);
});
