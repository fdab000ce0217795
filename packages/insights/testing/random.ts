/** Random numbers that are the same in every run. */
export type Random = {
  uniform(): number;
  normal(): number;
  integer(below: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
};

export function randomFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9) >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number) => Math.floor(uniform() * below);
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => items[integer(items.length)] ?? items[0],
  };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** ISO date so many days after 2023-01-01. */
export function dayAfter(days: number): string {
  return new Date(Date.UTC(2023, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
}

/** x(t) = root × x(t − 1) + noise; a random walk with root 1. */
export function wander(random: Random, count: number, root: number): number[] {
  let level = 0;
  return times(count, () => (level = root * level + random.normal()));
}
