import { dayAfter, randomFrom, times, wander, type Random } from "./random.ts";
import { date, integer, number, tableOf, text, type ReferenceTable } from "./reference-table.ts";

const rows = 400;
const labels = ["norte", "sur", "este", "oeste", "centro"] as const;

/** Files in which nothing goes with anything: whatever is said of time, relation or concentration in them is false. */
export const noiseKinds: { readonly [kind: string]: (random: Random) => ReferenceTable } = {
  normal: (r) => tableOf(...["a", "b", "c", "d"].map((name) => number(name, times(rows, r.normal)))),
  lognormal: (r) =>
    tableOf(
      ...["a", "b", "c"].map((name) =>
        number(
          name,
          times(rows, () => Math.exp(1.5 * r.normal())),
        ),
      ),
    ),
  heavyTails: (r) =>
    tableOf(
      ...["a", "b", "c"].map((name) =>
        number(
          name,
          times(rows, () => r.normal() / Math.max(1e-9, Math.abs(r.normal()))),
        ),
      ),
    ),
  uniform: (r) =>
    tableOf(
      ...["a", "b", "c", "d"].map((name) =>
        integer(
          name,
          times(rows, () => r.integer(100)),
        ),
      ),
    ),
  randomWalks: (r) => tableOf(...["a", "b", "c"].map((name) => number(name, wander(r, rows, 1)))),
  walksThroughTime: (r) =>
    tableOf(date("fecha", times(rows, dayAfter)), ...["a", "b"].map((name) => number(name, wander(r, rows, 1)))),
  shortWalks: (r) =>
    tableOf(date("fecha", times(60, dayAfter)), ...["a", "b"].map((name) => number(name, wander(r, 60, 1)))),
  autoregressive: (r) =>
    tableOf(date("fecha", times(rows, dayAfter)), ...["a", "b"].map((name) => number(name, wander(r, rows, 0.8)))),
  fewCategories: (r) =>
    tableOf(
      ...["zona", "canal", "turno"].map((name) =>
        text(
          name,
          times(rows, () => r.pick(labels)),
        ),
      ),
      number("valor", times(rows, r.normal)),
    ),
  manyColumns: (r) => tableOf(...times(20, (i) => number(`c${i}`, times(rows, r.normal)))),
  missingAtRandom: (r) =>
    tableOf(
      ...["a", "b", "c"].map((name) =>
        number(
          name,
          times(rows, () => (r.uniform() < 0.2 ? null : r.normal())),
        ),
      ),
    ),
  identifiers: (r) =>
    tableOf(
      integer(
        "id",
        times(rows, (i) => i + 1),
      ),
      text(
        "folio",
        times(rows, (i) => `F${(i * 7919) % 100_003}`),
      ),
      number("valor", times(rows, r.uniform)),
    ),
  randomDates: (r) =>
    tableOf(
      date(
        "fecha",
        times(rows, () => dayAfter(r.integer(365))),
      ),
      number(
        "importe",
        times(rows, () => Math.exp(r.normal())),
      ),
      text(
        "zona",
        times(rows, () => r.pick(labels)),
      ),
    ),
  evenCustomers: (r) =>
    tableOf(
      text(
        "cliente",
        times(rows, () => `cliente ${r.integer(40)}`),
      ),
      number(
        "importe",
        times(rows, () => Math.exp(1.2 * r.normal())),
      ),
    ),
  sortedByCategory: (r) =>
    tableOf(
      text(
        "zona",
        times(rows, (i) => labels[Math.floor((i * labels.length) / rows)] ?? "norte"),
      ),
      number("valor", wander(r, rows, 0.95)),
    ),
};

export function noiseTable(kind: string, seed: number): ReferenceTable {
  const make = noiseKinds[kind];
  if (make === undefined) throw new Error(`no noise of kind ${kind}`);
  return make(randomFrom(seed));
}
