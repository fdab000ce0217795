import type { ColumnFacts } from "./classify-columns.ts";
import type { Known } from "./finder.ts";
import { readSample, sampledColumns } from "./sample.ts";

/** `from` leaves no choice for `to`: each of its values goes with one value of `to` only. */
export type Determination = { readonly from: string; readonly to: string };

/** What the sample says of columns that name one another. Not exact: what is stated is counted in all rows first. */
export type Structure = {
  readonly determinations: readonly Determination[];
  /** Columns that name the same things, the one that says it best for people first. */
  readonly synonyms: readonly (readonly string[])[];
  /** Whether everything to say of a column is said of another one already. */
  folded(column: string): boolean;
  determines(from: string, to: string): boolean;
};

/** A few spoiled rows do not unmake a structure. */
const nearlyAll = 0.98;
const fewestRows = 20;
/** How unlikely chance has to make it, as the logarithm of a probability: one in a million. */
const unlikely = Math.log(1e-6);
const fewestPerLabel = 3;

const remembered = new WeakMap<Known, Structure>();

export function structureOf(known: Known): Structure {
  const found = remembered.get(known) ?? findStructure(known);
  remembered.set(known, found);
  return found;
}

function findStructure(known: Known): Structure {
  const columns = naming(known);
  const sample = readSample(known);
  const labels = new Map(columns.map(({ name }) => [name, sample?.labels(name) ?? []]));
  const determinations = columns.flatMap(({ name: from }) =>
    columns.flatMap(({ name: to }) =>
      from !== to && leavesNoChoice(labels.get(from) ?? [], labels.get(to) ?? []) ? [{ from, to }] : [],
    ),
  );
  const pairs = new Set(determinations.map(({ from, to }) => JSON.stringify([from, to])));
  const determines = (from: string, to: string) => pairs.has(JSON.stringify([from, to]));
  const same = (a: string, b: string) => determines(a, b) && determines(b, a);
  const synonyms: string[][] = [];
  for (const { name } of columns.toSorted((a, b) => readability(b) - readability(a))) {
    const group = synonyms.find(([first = ""]) => same(first, name));
    if (group === undefined) synonyms.push([name]);
    else group.push(name);
  }
  const second = new Set(synonyms.flatMap((group) => group.slice(1)));
  return {
    determinations,
    synonyms: synonyms.filter(({ length }) => length > 1),
    folded: (column) => second.has(column),
    determines,
  };
}

/** Columns whose values name things and come again. */
function naming(known: Known): readonly ColumnFacts[] {
  return sampledColumns(known, "category", "flag", "code").filter(
    ({ summary }) => summary.approxDistinct >= 2 && summary.present >= fewestPerLabel * summary.approxDistinct,
  );
}

/** People say "Producto" rather than "Código", and "Chile" rather than "CL". */
function readability({ role, summary }: ColumnFacts): number {
  return (role === "category" ? 100 : 0) + Math.min(50, summary.text?.maxLength ?? 0);
}

function leavesNoChoice(from: readonly (string | null)[], to: readonly (string | null)[]): boolean {
  const groups = new Map<string, Map<string, number>>();
  const totals = new Map<string, number>();
  let rows = 0;
  from.forEach((label, row) => {
    const value = to[row] ?? null;
    if (label === null || value === null) return;
    rows++;
    const group = groups.get(label) ?? new Map<string, number>();
    groups.set(label, group.set(value, (group.get(value) ?? 0) + 1));
    totals.set(value, (totals.get(value) ?? 0) + 1);
  });
  if (rows < fewestRows || groups.size < 2 || totals.size < 2) return false;
  const loyal = [...groups.values()].reduce((sum, group) => sum + Math.max(...group.values()), 0);
  if (loyal < nearlyAll * rows) return false;
  // Were values dealt out at random, each further row of a label would meet its value with at most the share of the commonest one.
  const commonest = Math.max(...totals.values()) / rows;
  return commonest < nearlyAll && (rows - groups.size) * Math.log(commonest) <= unlikely;
}
