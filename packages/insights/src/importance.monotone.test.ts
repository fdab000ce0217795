import { typeOfFinding, type FindingKind } from "@caudal/contract/findings/finding-params.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { measureInRounds } from "../testing/measure-in-rounds.ts";
import { noiseKinds, noiseTable } from "../testing/noise-tables.ts";
import { findInsights } from "./find-insights.ts";
import { importanceOf, ofShare } from "./importance.ts";
import { planRound } from "./plan-round.ts";
import { rankFindings } from "./rank-findings.ts";

const isKind = (key: string): key is FindingKind => Object.hasOwn(typeOfFinding, key);
const kinds = Object.keys(typeOfFinding).filter(isKind);
const share = fc.double({ min: 0, max: 1, noNaN: true });

it("a larger effect or share of the same kind never matters less, and stays within 0 and 1", () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), share, share, (kind, a, b) => {
      const [low, high] = [importanceOf(kind, ofShare(Math.min(a, b))), importanceOf(kind, ofShare(Math.max(a, b)))];
      expect(low).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
    }),
  );
});

it.each(Object.keys(noiseKinds))(
  "the plan of %s repeats, ends, and its findings come ranked and within limits",
  (kind) => {
    const { table, results } = measureInRounds(noiseTable(kind, 3));
    const first = results.slice(0, table.columns.length);
    expect(planRound(2, table, first)).toEqual(planRound(2, table, first));
    const findings = [...findInsights(1, table, results), ...findInsights(2, table, results)];
    expect(findings).toEqual([...findInsights(1, table, first), ...findInsights(2, table, results)]);
    expect(findings.length).toBeLessThanOrEqual(30);
    const ranked = rankFindings(findings);
    expect(ranked.map(({ importance }) => importance)).toEqual(
      findings.map(({ importance }) => importance).toSorted((a, b) => b - a),
    );
  },
);
