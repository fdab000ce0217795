import type { ColumnFacts } from "../classify-columns.ts";
import { suspectIdentities } from "../find/identities.ts";
import type { Known } from "../finder.ts";
import { readSample, sampledColumns } from "../sample.ts";
import { structureOf } from "../structure.ts";
import { compareGroups, type GroupTest } from "../statistics/differing-groups.ts";
import { rankSeries } from "../statistics/ranks.ts";
import { crossCategories, type CategoryTest } from "../statistics/related-categories.ts";
import { correlate, type Correlation } from "../statistics/related-numbers.ts";

/** Found by screening a sample: `r` is Spearman's. */
export type NumberPair = Correlation & { readonly x: string; readonly y: string };
export type GroupPair = GroupTest & { readonly category: string; readonly value: string };
export type CategoryPair = CategoryTest & { readonly a: string; readonly b: string };

const mostLabels = 40;

export function screenNumbers(known: Known): readonly NumberPair[] {
  const sample = readSample(known);
  if (sample === null) return [];
  const columns = varying(known).map((column) => ({
    name: column.name,
    ranks: rankSeries(sample.numbers(column.name)),
  }));
  const bound = boundTogether(known);
  return columns.flatMap((x, i) =>
    columns.slice(i + 1).flatMap((y) => {
      const found = bound(x.name, y.name) ? null : correlate(x.ranks, y.ranks);
      return found === null ? [] : [{ ...found, x: x.name, y: y.name }];
    }),
  );
}

export function screenGroups(known: Known): readonly GroupPair[] {
  const sample = readSample(known);
  if (sample === null) return [];
  return labelled(known).flatMap(({ name: category }) => {
    const labels = sample.labels(category);
    return varying(known).flatMap(({ name: value }) => {
      const found = compareGroups(labels, sample.numbers(value));
      return found === null ? [] : [{ ...found, category, value }];
    });
  });
}

export function screenCategories(known: Known): readonly CategoryPair[] {
  const sample = readSample(known);
  if (sample === null) return [];
  const columns = labelled(known);
  const { determines } = structureOf(known);
  return columns.flatMap(({ name: a }, i) =>
    columns.slice(i + 1).flatMap(({ name: b }) => {
      if (determines(a, b) || determines(b, a)) return [];
      const found = crossCategories(sample.labels(a), sample.labels(b));
      return found === null ? [] : [{ ...found, a, b }];
    }),
  );
}

/** Amounts that vary and are no copy of another column. */
function varying(known: Known): readonly ColumnFacts[] {
  const copied = copiesOf(known);
  return sampledColumns(known, "measure").filter(
    ({ name, summary }) => !copied.has(name) && summary.approxDistinct >= 3,
  );
}

function labelled(known: Known): readonly ColumnFacts[] {
  const copied = copiesOf(known);
  const { folded } = structureOf(known);
  return sampledColumns(known, "category", "flag").filter(
    ({ name, summary }) => !copied.has(name) && !folded(name) && summary.approxDistinct <= mostLabels,
  );
}

function copiesOf(known: Known): ReadonlySet<string> {
  return new Set(suspectIdentities(known).flatMap(({ operation, left }) => (operation === "copy" ? [left] : [])));
}

/** Pairs that a formula ties: that they move together follows from it. */
export function boundTogether(known: Known): (a: string, b: string) => boolean {
  const bound = new Set(
    suspectIdentities(known).flatMap(({ left, right }) =>
      [left, ...right].flatMap((a) => [left, ...right].map((b) => JSON.stringify([a, b]))),
    ),
  );
  return (a, b) => bound.has(JSON.stringify([a, b]));
}
