import { typeOfFinding } from "@caudal/contract/findings/finding-params.ts";
import { describe, expect, it } from "vitest";
import { insightsOf } from "../testing/measure-in-rounds.ts";
import { noiseKinds, noiseTable } from "../testing/noise-tables.ts";

const seeds = Array.from({ length: 8 }, (_, seed) => seed);
/** True of any file with a time column, noise or not: which days it covers. */
const factual = new Set(["time_span"]);
const inferred = new Set(["time", "relation", "concentration"]);

function falseStatements(kind: string, seed: number) {
  return insightsOf(noiseTable(kind, seed)).filter(({ key }) => inferred.has(typeOfFinding[key]) && !factual.has(key));
}

describe("on noise", () => {
  const said: string[] = [];
  it.each(Object.keys(noiseKinds))(
    "of kind %s it says nothing of time, relation or concentration, or nearly so",
    (kind) => {
      const files = seeds.map((seed) => falseStatements(kind, seed)).filter((findings) => findings.length > 0);
      said.push(
        ...files.map(
          (findings) => `${kind}: ${findings.map(({ key, columns }) => `${key}(${columns.join(",")})`).join(" ")}`,
        ),
      );
      expect(files.length, said.join("\n")).toBeLessThanOrEqual(2);
    },
    60_000,
  );

  it("carries a false statement in at most one file of twenty, over all kinds", () => {
    expect(said.length, said.join("\n")).toBeLessThanOrEqual(0.05 * seeds.length * Object.keys(noiseKinds).length);
  });
});
