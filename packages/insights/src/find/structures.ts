import type { ChartData } from "@caudal/contract/resources/chart.ts";
import { state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import type { Measure, MeasureOf } from "../measure.ts";
import { readSample } from "../sample.ts";
import { structureOf, type Determination } from "../structure.ts";

const mostSaid = 6;
const listedPairs = 12;

/** What names the same thing twice, and what belongs to what: how a file is built, said once. */
export const structures: Finder = { wave: 2, plan, find };

const distinctOf = (...columns: string[]): MeasureOf<"distinct"> => ({ kind: "distinct", columns });

function plan(round: number, known: Known): readonly Measure[] {
  if (round !== 3) return [];
  const { synonyms } = structureOf(known);
  const pairs = [
    ...belongings(known),
    ...synonyms.flatMap(([first = "", ...others]) => others.map((to) => ({ from: first, to }))),
  ];
  const columns = new Set(pairs.flatMap(({ from, to }) => [from, to]));
  return [...[...columns].map((name) => distinctOf(name)), ...pairs.map(({ from, to }) => distinctOf(from, to))];
}

function find(known: Known): readonly Finding[] {
  return [...sameThings(known), ...partsOf(known)].slice(0, mostSaid);
}

/** One way only, among columns that speak for themselves. */
function belongings(known: Known): readonly Determination[] {
  const { determinations, determines, folded } = structureOf(known);
  return determinations.filter(({ from, to }) => !folded(from) && !folded(to) && !determines(to, from));
}

/** Counted in all rows: as many pairs as values of `from`, none of which lacks its partner. */
function isExact(known: Known, from: string, to: string): boolean {
  const [pairs, alone] = [known.answers.to(distinctOf(from, to)), known.answers.to(distinctOf(from))];
  return pairs !== null && alone !== null && pairs.complete === alone.complete && pairs.distinct === alone.distinct;
}

function sameThings(known: Known): readonly Finding[] {
  return structureOf(known).synonyms.flatMap(([first = "", ...others]) => {
    const exact = others.filter((name) => isExact(known, first, name) && isExact(known, name, first));
    if (exact.length === 0) return [];
    const columns = [first, ...exact];
    return [
      state(known, {
        key: "columns_synonymous",
        params: { columns, values: known.answers.to(distinctOf(first))?.distinct ?? 0 },
        columns,
        magnitude: 0.5,
        measure: distinctOf(...columns),
        data: listPairs(known, columns),
      }),
    ];
  });
}

function partsOf(known: Known): readonly Finding[] {
  const byColumn = Map.groupBy(belongings(known), ({ from }) => from);
  return [...byColumn].flatMap(([from, determinations]) => {
    const determined = determinations.map(({ to }) => to).filter((to) => isExact(known, from, to));
    if (determined.length === 0) return [];
    const columns = [from, ...determined];
    return [
      state(known, {
        key: "column_determines",
        params: { column: from, determined, values: known.answers.to(distinctOf(from))?.distinct ?? 0 },
        columns,
        magnitude: 0.5,
        measure: distinctOf(...columns),
        data: listPairs(known, columns),
      }),
    ];
  });
}

function listPairs(known: Known, columns: readonly string[]): ChartData {
  const labels = columns.map((name) => readSample(known)?.labels(name) ?? []);
  const rows = new Map<string, (string | null)[]>();
  for (let row = 0; row < (labels[0]?.length ?? 0) && rows.size < listedPairs; row++) {
    const values = labels.map((each) => each[row] ?? null);
    if (values[0] !== null) rows.set(String(values[0]), values);
  }
  return { chart: "table", columns: [...columns], rows: [...rows.values()] };
}
