/** Two columns and how closely they move together, −1 to 1. */
export type TiedPair = { readonly x: string; readonly y: string; readonly r: number };

/** Columns that move up and down together this closely measure nearly the same. */
export const leastAlike = 0.8;

/**
 * Groups of columns that measure nearly the same: `tied` each with each other, so that a chain of likenesses does not join strangers; what joins
 * two groups is one of the `pairs`. Alphabetical within; the order of the input does not matter.
 */
export function groupAlike(
  pairs: readonly TiedPair[],
  tied: (a: string, b: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { x, y, r } of pairs.toSorted(strongestFirst)) {
    const [a, b] = [groups.get(x) ?? [x], groups.get(y) ?? [y]];
    if (r < leastAlike || a.includes(y) || !a.every((one) => b.every((other) => tied(one, other)))) continue;
    const all = [...a, ...b].toSorted();
    for (const name of all) groups.set(name, all);
  }
  return groups;
}

/**
 * One pair for each two groups (or for one group, of its own columns): the strongest, with the other columns of both in `also`.
 * Pairs within a column's own group come down to one. Strongest first; no column of a pair is lost.
 */
export function foldPairs<P extends TiedPair>(
  pairs: readonly P[],
  groups: ReadonlyMap<string, readonly string[]>,
): readonly { readonly pair: P; readonly also: readonly string[] }[] {
  const groupOf = (name: string) => groups.get(name) ?? [name];
  const said = new Set<string>();
  return pairs.toSorted(strongestFirst).flatMap((pair) => {
    const [a, b] = [groupOf(pair.x), groupOf(pair.y)];
    const between = pairName(JSON.stringify(a), JSON.stringify(b));
    if (said.has(between)) return [];
    said.add(between);
    const also = [...new Set([...a, ...b])].filter((name) => name !== pair.x && name !== pair.y).toSorted();
    return [{ pair, also }];
  });
}

function strongestFirst(a: TiedPair, b: TiedPair): number {
  return Math.abs(b.r) - Math.abs(a.r) || (pairName(a.x, a.y) < pairName(b.x, b.y) ? -1 : 1);
}

/** A pair's name: the same for both orders. */
export function pairName(x: string, y: string): string {
  return JSON.stringify([x, y].toSorted());
}
