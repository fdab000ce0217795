import type { ColumnFacts } from "../classify-columns.ts";
import { state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import type { MeasureOf } from "../measure.ts";
import { planSample, readSample, sampledColumns } from "../sample.ts";

type Identity = MeasureOf<"identity">;
const mostMeasures = 12;
const probe = 200;
const fewestRows = 20;
/** Below it, equality is coincidence or exception, not a rule. */
const mostlyHolds = 0.9;
/** A product that something small is taken off (a discount): exact in at least this share of rows, and near in nearly all. */
const nearly = { exact: 0.4, near: 0.9, within: 0.35 } as const;
const restName = /(neto|net|profit|utilidad|margen|margin|saldo|balance|diferencia|difference)/i;

/** Columns that are computed from others: copies, products, sums and differences. */
export const identities: Finder = {
  wave: 2,
  plan(round, known) {
    const sample = round === 2 ? planSample(known) : null;
    return round === 3 ? suspectIdentities(known) : sample === null ? [] : [sample];
  },
  find: (known) => suspectIdentities(known).flatMap((identity) => confirm(known, identity)),
};

const remembered = new WeakMap<Known, readonly Identity[]>();

/** Rules that the sample obeys. Deterministic, and cheap to repeat. */
export function suspectIdentities(known: Known): readonly Identity[] {
  const found = remembered.get(known) ?? [...copies(known), ...formulas(known)];
  remembered.set(known, found);
  return found;
}

function copies(known: Known): readonly Identity[] {
  const sample = readSample(known);
  if (sample === null) return [];
  const columns = sampledColumns(known).filter(({ summary }) => summary.approxDistinct >= 3);
  const taken = new Set<string>();
  return columns.flatMap((original, i) =>
    columns.slice(i + 1).flatMap((copy): readonly Identity[] => {
      if (taken.has(copy.name) || copy.type.kind !== original.type.kind || !sameRange(original, copy)) return [];
      const [a, b] = [sample.labels(original.name), sample.labels(copy.name)];
      const both = a.flatMap((value, row) =>
        value === null || (b[row] ?? null) === null ? [] : [[value, b[row] ?? ""] as const],
      );
      if (both.length < fewestRows || both.filter(([left, right]) => left === right).length < 0.95 * both.length)
        return [];
      // Two columns full of one value agree by themselves.
      const most = Math.max(
        ...Map.groupBy(both, ([left]) => left)
          .values()
          .map((rows) => rows.length),
      );
      if (most > 0.8 * both.length && both.some(([left, right]) => left !== right)) return [];
      taken.add(copy.name);
      return [{ kind: "identity", left: copy.name, operation: "copy", right: [original.name] }];
    }),
  );
}

/** A quick look before comparing values: copies begin or end alike. */
function sameRange(a: ColumnFacts, b: ColumnFacts): boolean {
  return a.summary.min === b.summary.min || a.summary.max === b.summary.max;
}

function formulas(known: Known): readonly Identity[] {
  const sample = readSample(known);
  if (sample === null) return [];
  const columns = sampledColumns(known, "measure")
    .slice(0, mostMeasures)
    .filter(({ summary }) => summary.approxDistinct >= 5);
  const values = new Map(columns.map(({ name }) => [name, sample.numbers(name)]));
  const of = (name: string) => values.get(name) ?? [];
  return columns.flatMap((left) => {
    const others = columns.filter((column) => column !== left);
    const pairs = others.flatMap((a, i) => others.slice(i + 1).map((b) => [a, b] as const));
    const tolerance =
      left.type.kind === "int" ? 0 : left.type.kind === "decimal" ? 0.5 * 10 ** -left.type.scale : 0.005;
    // Where values are as small as the margin, anything would obey.
    if (tolerance > 0.01 * (left.summary.numeric?.sd ?? 0)) return [];
    for (const operation of ["product", "sum"] as const) {
      const pair = pairs.find(([a, b]) => obeys(of(left.name), of(a.name), of(b.name), operation, tolerance));
      if (pair === undefined) continue;
      const right = pair.map(({ name }) => name);
      return [
        operation === "sum"
          ? sumOrDifference(left.name, right)
          : ({ kind: "identity", left: left.name, operation, right } as const),
      ];
    }
    const discounted = pairs.find(([a, b]) => nearProduct(of(left.name), of(a.name), of(b.name), tolerance));
    return discounted === undefined
      ? []
      : [{ kind: "identity", left: left.name, operation: "product", right: discounted.map(({ name }) => name) }];
  });
}

/** quantity × price, less a discount that has a column of its own or none. */
function nearProduct(
  left: readonly (number | null)[],
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  tolerance: number,
): boolean {
  let [tested, exact, near, telling] = [0, 0, 0, 0];
  for (let row = 0; row < left.length; row++) {
    const [l, x, y] = [left[row] ?? null, a[row] ?? null, b[row] ?? null];
    if (l === null || x === null || y === null) continue;
    tested++;
    const away = Math.abs(l - x * y);
    if (away <= tolerance + 1e-9 * Math.abs(l)) exact++;
    if (away <= tolerance + nearly.within * Math.abs(x * y)) near++;
    if (away <= tolerance && x !== 1 && y !== 1 && l !== 0) telling++;
  }
  return (
    tested >= fewestRows && near >= nearly.near * tested && exact >= nearly.exact * tested && telling >= 0.1 * tested
  );
}

/** net = gross − discount reads better than gross = net + discount. */
function sumOrDifference(left: string, right: readonly string[]): Identity {
  const rest = right.find((name) => restName.test(name));
  const other = right.find((name) => name !== rest);
  if (rest === undefined || other === undefined || restName.test(left))
    return { kind: "identity", left, operation: "sum", right };
  return { kind: "identity", left: rest, operation: "difference", right: [left, other] };
}

function obeys(
  left: readonly (number | null)[],
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  operation: "product" | "sum",
  tolerance: number,
): boolean {
  let [tested, held, telling] = [0, 0, 0];
  for (let row = 0; row < left.length; row++) {
    const [l, x, y] = [left[row] ?? null, a[row] ?? null, b[row] ?? null];
    if (l === null || x === null || y === null) continue;
    tested++;
    if (Math.abs(l - (operation === "product" ? x * y : x + y)) <= tolerance + 1e-9 * Math.abs(l)) {
      held++;
      // x + 0 and x × 1 are copies; they say nothing about the rule.
      if (operation === "product" ? x !== 1 && y !== 1 && l !== 0 : x !== 0 && y !== 0) telling++;
    }
    if (tested === probe && held < 0.7 * probe) return false;
  }
  return tested >= fewestRows && held >= mostlyHolds * tested && telling >= 0.1 * tested;
}

const leastExact = ({ operation }: Identity): number => (operation === "product" ? nearly.exact : mostlyHolds);

function confirm(known: Known, identity: Identity): readonly Finding[] {
  const answer = known.answers.to(identity);
  if (answer === null || answer.complete < fewestRows || answer.obeys < leastExact(identity) * answer.complete)
    return [];
  const { left, operation, right } = identity;
  const counts = { obeys: answer.obeys, complete: answer.complete, share: answer.obeys / answer.complete };
  // A rule with exceptions is worth more than one without: the exceptions are what to look at.
  const magnitude = answer.obeys === answer.complete ? 0.4 : 0.8;
  const data = {
    chart: "figure",
    value: answer.obeys,
    total: answer.complete,
    format: "number",
    label: "@rows",
  } as const;
  const shared = { columns: [left, ...right], magnitude, measure: identity, data };
  if (operation === "copy")
    return [
      state(known, {
        ...shared,
        key: "column_copied",
        params: { left, right: right[0] ?? "", ...counts, lone: loneRows(known, [left, ...right], answer.complete) },
      }),
    ];
  return [state(known, { ...shared, key: "identity_holds", params: { left, operation, right, ...counts } })];
}

/** Rows in which one of two columns has a value and the other has none. */
function loneRows(known: Known, names: readonly string[], complete: number): number {
  return known.columns
    .filter(({ name }) => names.includes(name))
    .reduce((sum, { summary }) => sum + summary.present - complete, 0);
}
