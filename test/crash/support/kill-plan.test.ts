import { describe, expect, it } from "vitest";
import { planKills, type Kill } from "./kill-plan.ts";

const places = ["claimed", "read inside", "read done", "measure inside", "measure done"];

function take(seed: number, runs: number): readonly (readonly Kill[])[] {
  return planKills(seed, places).take(runs).toArray();
}

describe("a plan of kills", () => {
  it("is the seed's, and another seed's is another", () => {
    expect(take(7, 20)).toEqual(take(7, 20));
    expect(take(7, 20)).not.toEqual(take(8, 20));
  });

  it("comes by every place in each round, in each run in the order of the places", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const kills = take(seed, 20);
      const rounds = kills.flat().slice(0, places.length * 2);
      expect(new Set(rounds.map(({ place }) => place)), `seed ${seed}`).toEqual(new Set(places));
      for (const run of kills) {
        const order = run.map(({ place }) => places.indexOf(place));
        expect(order, `seed ${seed}`).toEqual(order.toSorted((a, b) => a - b));
      }
    }
  });
});
