import fc from "fast-check";
import { expect, it } from "vitest";
import { foldPairs, groupAlike, leastAlike, pairName, type TiedPair } from "./fold-pairs.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const allPairs = names.flatMap((x, i) => names.slice(i + 1).map((y) => ({ x, y })));
/** Some of the pairs of six columns, some of them the other way round, with few strengths so that they tie. */
const pairs = fc
  .array(
    fc.record({ r: fc.constantFrom(-0.9, -0.8, 0.2, 0.7, 0.8, 0.85, 1), keep: fc.boolean(), turn: fc.boolean() }),
    {
      minLength: allPairs.length,
      maxLength: allPairs.length,
    },
  )
  .map((each) =>
    each.flatMap(({ r, keep, turn }, i): TiedPair[] => {
      const pair = allPairs[i];
      if (pair === undefined || !keep) return [];
      return [turn ? { x: pair.y, y: pair.x, r } : { ...pair, r }];
    }),
  );
const group = (some: readonly TiedPair[], bound: readonly string[] = []) => {
  const close = new Set([...some.filter(({ r }) => r >= leastAlike).map(({ x, y }) => pairName(x, y)), ...bound]);
  return groupAlike(some, (a, b) => close.has(pairName(a, b)));
};
const fold = (some: readonly TiedPair[]) => foldPairs(some, group(some));
const columnsOf = (some: readonly { readonly pair: TiedPair; readonly also: readonly string[] }[]) =>
  new Set(some.flatMap(({ pair, also }) => [pair.x, pair.y, ...also]));

it("folding loses no column, and adds none", () => {
  fc.assert(
    fc.property(pairs, (some) => {
      expect(columnsOf(fold(some))).toEqual(new Set(some.flatMap(({ x, y }) => [x, y])));
    }),
  );
});

it("the order of the pairs does not matter", () => {
  fc.assert(
    fc.property(
      pairs.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
      ([some, shuffled]) => {
        expect(group(shuffled)).toEqual(group(some));
        expect(fold(shuffled)).toEqual(fold(some));
      },
    ),
  );
});

it("in a group each column moves closely, and the same way, with each other one", () => {
  fc.assert(
    fc.property(pairs, (some) => {
      for (const [name, members] of group(some)) {
        expect(members).toContain(name);
        for (const other of members.filter((each) => each !== name)) {
          const pair = some.find(({ x, y }) => (x === name && y === other) || (y === name && x === other));
          expect(pair?.r).toBeGreaterThanOrEqual(0.8);
        }
      }
    }),
  );
});

it("measures of a car's size are one group, told by their strongest pair; what goes against them is told once", () => {
  const r = (x: string, y: string, strength: number): TiedPair => ({ x, y, r: strength });
  const cars = [
    r("cylinders", "displacement", 0.91),
    r("cylinders", "power", 0.82),
    r("cylinders", "weight", 0.87),
    r("displacement", "power", 0.88),
    r("displacement", "weight", 0.93),
    r("power", "weight", 0.86),
    r("mpg", "cylinders", -0.82),
    r("mpg", "displacement", -0.85),
    r("mpg", "power", -0.86),
    r("mpg", "weight", -0.88),
  ];
  expect(fold(cars)).toEqual([
    { pair: r("displacement", "weight", 0.93), also: ["cylinders", "power"] },
    { pair: r("mpg", "weight", -0.88), also: ["cylinders", "displacement", "power"] },
  ]);
});

it("columns join when each is tied with each, not in a chain", () => {
  const some = [
    { x: "total", y: "sales", r: 0.95 },
    { x: "sales", y: "units", r: 0.9 },
  ];
  expect(group(some).get("units")).toBeUndefined();
  expect(group(some, [pairName("units", "total")]).get("units")).toEqual(["sales", "total", "units"]);
});
