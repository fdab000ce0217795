import type { Insight } from "@caudal/contract/resources/insight.ts";

/** Insights that say the same of different columns, under the strongest of them. */
export type InsightFold<I> = { readonly lead: I; readonly similar: readonly I[] };

/** Folds by what is said (`key`), in the order given: the first of a kind leads. */
export function foldSimilar<I extends Pick<Insight, "key">>(insights: readonly I[]): readonly InsightFold<I>[] {
  const folds = new Map<string, { lead: I; similar: I[] }>();
  for (const insight of insights) {
    const fold = folds.get(insight.key);
    if (fold === undefined) folds.set(insight.key, { lead: insight, similar: [] });
    else fold.similar.push(insight);
  }
  return [...folds.values()];
}

/**
 * Where insights stand while more arrive: those shown keep their places, new ones come after them in their rank.
 * `fresh` counts the new ones that rank would have put before something already shown.
 */
export function keepPlaces(
  shown: readonly string[],
  ranked: readonly Insight[],
): { readonly order: readonly Insight[]; readonly fresh: number } {
  const known = new Set(shown);
  const byId = new Map(ranked.map((insight) => [insight.id, insight]));
  const kept = shown.flatMap((id) => byId.get(id) ?? []);
  const added = ranked.filter((insight) => !known.has(insight.id));
  const lastKept = ranked.findLastIndex((insight) => known.has(insight.id));
  const fresh = ranked.slice(0, Math.max(0, lastKept)).filter((insight) => !known.has(insight.id)).length;
  return { order: [...kept, ...added], fresh };
}
