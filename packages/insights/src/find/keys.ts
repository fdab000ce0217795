import type { ColumnFacts } from "../classify-columns.ts";
import { state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import type { Measure, MeasureOf } from "../measure.ts";

const mostCandidates = 6;
const mostPairs = 8;
/** An identifier with a few repeats; below it, repeating is what the column does. */
const almost = 0.98;
const fewestRows = 10;
/** In fewer rows first names are unique by chance. */
const fewestTexts = 100;

/** Exact duplicates of rows; what identifies a row, alone or in pairs; identifiers that repeat. */
export const keys: Finder = { wave: 2, plan, find };

const distinctOf = (...columns: string[]): MeasureOf<"distinct"> => ({ kind: "distinct", columns });
const repeatsOf = (column: string): MeasureOf<"duplicates"> => ({ kind: "duplicates", columns: [column], limit: 5 });
const wholeRows = (known: Known): MeasureOf<"duplicates"> => ({
  kind: "duplicates",
  columns: known.table.columns.map(({ name }) => name),
  limit: 5,
});

/** Above it, rows are not compared as wholes: that takes all columns into memory at once, and hardly two such rows are ever alike. */
const widestCompared = 512;

function comparesRows(known: Known): boolean {
  return known.table.columns.length <= widestCompared;
}

function plan(round: number, known: Known): readonly Measure[] {
  if (round === 2)
    return [
      ...(comparesRows(known) ? [wholeRows(known)] : []),
      ...candidates(known).map(({ name }) => distinctOf(name)),
    ];
  if (round !== 3) return [];
  const repeats = candidates(known)
    .filter(({ name }) => isAlmost(known, name))
    .map(({ name }) => repeatsOf(name));
  return singles(known).length > 0
    ? repeats
    : [...repeats, ...pairs(known).map(([a, b]) => distinctOf(a.name, b.name))];
}

function find(known: Known): readonly Finding[] {
  const single = singles(known)[0];
  return [
    ...duplicateRows(known),
    ...almostKeys(known),
    ...(single === undefined ? pairKey(known) : [singleKey(known, single)]),
  ];
}

/** Amounts and prose may be unique by chance: only what names things can be a key. */
function candidates(known: Known): readonly ColumnFacts[] {
  if (known.table.rows < fewestRows) return [];
  const naming = known.columns.filter(
    ({ role, type, missing, summary }) =>
      (role === "identifier" || role === "code" || role === "text" || role === "time") &&
      missing === 0 &&
      (type.kind !== "text" || known.table.rows >= fewestTexts) &&
      // The sketch may miss a seventh of the values; what is stated is counted.
      summary.approxDistinct >= 0.8 * known.table.rows,
  );
  return naming
    .toSorted((a, b) => Number(b.role === "identifier") - Number(a.role === "identifier"))
    .slice(0, mostCandidates);
}

function singles(known: Known): readonly ColumnFacts[] {
  return candidates(known).filter(({ name }) => known.answers.to(distinctOf(name))?.distinct === known.table.rows);
}

function isAlmost(known: Known, column: string): boolean {
  const answer = known.answers.to(distinctOf(column));
  const role = known.columns.find(({ name }) => name === column)?.role;
  return (
    answer !== null &&
    role === "identifier" &&
    answer.distinct < known.table.rows &&
    answer.distinct >= almost * known.table.rows
  );
}

/** Pairs that could have as many combinations as there are rows, those with the fewest to spare first. */
function pairs(known: Known): readonly (readonly [ColumnFacts, ColumnFacts])[] {
  if (known.table.rows < fewestRows) return [];
  const naming = known.columns.filter(
    ({ role, missing }) => missing === 0 && ["identifier", "code", "category", "time", "year", "text"].includes(role),
  );
  const all = naming.flatMap((a, i) => naming.slice(i + 1).map((b) => [a, b] as const));
  const room = ([a, b]: readonly [ColumnFacts, ColumnFacts]) => a.summary.approxDistinct * b.summary.approxDistinct;
  return all
    .filter((pair) => room(pair) >= 0.9 * known.table.rows)
    .toSorted((a, b) => room(a) - room(b))
    .slice(0, mostPairs);
}

function duplicateRows(known: Known): readonly Finding[] {
  const found = known.answers.to(wholeRows(known));
  if (found === null || found.extra === 0) return [];
  const share = found.extra / known.table.rows;
  return [
    state(known, {
      key: "duplicate_rows",
      params: { extra: found.extra, groups: found.groups, rows: known.table.rows, share },
      columns: [],
      magnitude: ofShare(share),
      measure: wholeRows(known),
      rows: { total: found.extra + found.groups, rows: found.examples.map(({ row }) => row) },
      data: { chart: "figure", value: found.extra, total: known.table.rows, format: "number", label: "@rows" },
    }),
  ];
}

function almostKeys(known: Known): readonly Finding[] {
  return candidates(known).flatMap(({ name }) => {
    const found = isAlmost(known, name) ? known.answers.to(repeatsOf(name)) : null;
    if (found === null || found.extra === 0) return [];
    // Whole rows that repeat, and nothing else: said already.
    if (found.extra === known.answers.to(wholeRows(known))?.extra) return [];
    const share = found.extra / known.table.rows;
    return [
      state(known, {
        key: "almost_key",
        params: { column: name, extra: found.extra, groups: found.groups, rows: known.table.rows, share },
        columns: [name],
        magnitude: ofShare(share),
        measure: repeatsOf(name),
        rows: { total: found.extra + found.groups, rows: found.examples.map(({ row }) => row) },
      }),
    ];
  });
}

function singleKey(known: Known, { name }: ColumnFacts): Finding {
  return state(known, {
    key: "key_column",
    params: { column: name, rows: known.table.rows },
    columns: [name],
    magnitude: 0.5,
    measure: distinctOf(name),
  });
}

function pairKey(known: Known): readonly Finding[] {
  const pair = pairs(known).find(
    ([a, b]) => known.answers.to(distinctOf(a.name, b.name))?.distinct === known.table.rows,
  );
  if (pair === undefined) return [];
  const [first, second] = [pair[0].name, pair[1].name];
  return [
    state(known, {
      key: "key_pair",
      params: { first, second, rows: known.table.rows },
      columns: [first, second],
      magnitude: 0.5,
      measure: distinctOf(first, second),
    }),
  ];
}
