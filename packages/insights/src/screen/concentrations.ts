import type { ColumnFacts } from "../classify-columns.ts";
import type { Known } from "../finder.ts";
import { mainFigures } from "../main-figures.ts";
import { readSample, sampledColumns, type Sample } from "../sample.ts";
import { structureOf } from "../structure.ts";
import { normalTwoSided } from "../statistics/distributions.ts";
import { mean } from "../statistics/ranks.ts";

/** `share` of the total that the largest fifth of the categories holds in the sample; `expected` when rows were dealt out at random. */
export type Concentration = {
  readonly category: string;
  readonly value: string | null;
  readonly share: number;
  readonly expected: number;
  readonly n: number;
  readonly p: number;
};

const fewestCategories = 15;
const deals = 40;
/** Documents are long or short by nature: that few hold many rows says nothing. */
const documentName = /(invoice|factura|folio|pedido|order|ticket|recibo|receipt|boleta|remision|transac)/i;
const mostValues = 2;

/** Which totals might hang on few categories. Codes and categories name things (customers, products); values are amounts that add up. */
export function screenConcentrations(known: Known): readonly Concentration[] {
  const sample = readSample(known);
  if (sample === null) return [];
  const values = [
    null,
    ...mainFigures(known)
      .filter(({ additive }) => additive)
      .slice(0, mostValues)
      .map(({ name }) => name),
  ];
  return sampledColumns(known, "category", "code")
    .filter(
      (column) => enough(column, known) && !structureOf(known).folded(column.name) && !documentName.test(column.name),
    )
    .flatMap(({ name }) => values.flatMap((value) => compareWithChance(sample, name, value)));
}

function enough({ summary }: ColumnFacts, known: Known): boolean {
  return summary.approxDistinct >= fewestCategories && summary.approxDistinct <= 0.3 * known.table.rows;
}

function compareWithChance(sample: Sample, category: string, value: string | null): readonly Concentration[] {
  const labels = sample.labels(category);
  const amounts = value === null ? labels.map(() => 1) : sample.numbers(value).map((amount) => amount ?? 0);
  const ids = new Map<string, number>();
  const rows = labels.flatMap((label, i) => {
    if (label === null) return [];
    if (!ids.has(label)) ids.set(label, ids.size);
    return [{ id: ids.get(label) ?? 0, amount: amounts[i] ?? 0 }];
  });
  const total = rows.reduce((sum, { amount }) => sum + amount, 0);
  if (ids.size < fewestCategories || !(total > 0)) return [];
  const share =
    topFifth(
      rows.map(({ id }) => id),
      rows,
      ids.size,
    ) / total;
  const random = generator(rows.length);
  const dealt = Array.from(
    { length: deals },
    () =>
      topFifth(
        rows.map(() => Math.floor(random() * ids.size)),
        rows,
        ids.size,
      ) / total,
  );
  const expected = mean(dealt);
  const spread = Math.sqrt(mean(dealt.map((other) => (other - expected) ** 2)) * (deals / (deals - 1)));
  const z = (share - expected) / Math.max(spread, 1e-6);
  return [{ category, value, share, expected, n: rows.length, p: z > 0 ? normalTwoSided(z) : 1 }];
}

function topFifth(ids: readonly number[], rows: readonly { readonly amount: number }[], categories: number): number {
  const sums = new Float64Array(categories);
  ids.forEach((id, i) => (sums[id] = (sums[id] ?? 0) + (rows[i]?.amount ?? 0)));
  return sums
    .sort()
    .subarray(categories - Math.ceil(categories / 5))
    .reduce((sum, amount) => sum + amount, 0);
}

/** The same numbers for the same sample, in any process: Weyl's sequence, mixed (splitmix32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
