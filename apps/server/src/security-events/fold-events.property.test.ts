import fc from "fast-check";
import { expect, test } from "vitest";
import { createFolder, foldLimits, type Foldable, type Folded } from "./fold-events.ts";

const event = fc.record({
  action: fc.constantFrom("session.refused", "security.key_refused"),
  person: fc.constantFrom(null, "ana", "luis"),
  place: fc.oneof(
    fc.constantFrom(null, "192.0.2.1"),
    fc.nat(200).map((n) => `198.51.100.${n}`),
  ),
});
const steps = fc.array(
  fc.tuple(event, fc.oneof(fc.nat(1_000), fc.nat(200_000)), fc.boolean()).map(([each, wait, look]) => ({
    each,
    wait,
    look,
  })),
  { maxLength: 400 },
);

function fold(run: readonly { each: Foldable; wait: number; look: boolean }[]): {
  readonly written: readonly Folded<Foldable>[];
  readonly lasted: number;
} {
  const folder = createFolder<Foldable>();
  let now = 0;
  const written: Folded<Foldable>[] = [];
  for (const { each, wait, look } of run) {
    now += wait;
    if (look) written.push(...folder.due(now));
    written.push(...folder.note(each, now));
  }
  written.push(...folder.rest());
  return { written, lasted: now };
}

test("everything that happened is counted once, with its action and its person", () => {
  fc.assert(
    fc.property(steps, (run) => {
      const { written } = fold(run);
      const key = ({ action, person }: Foldable): string => `${action} ${person}`;
      const happened = new Map<string, number>();
      for (const { each } of run) happened.set(key(each), (happened.get(key(each)) ?? 0) + 1);
      const told = new Map<string, number>();
      for (const each of written) told.set(key(each.event), (told.get(key(each.event)) ?? 0) + each.times);
      expect(told).toEqual(happened);
      for (const each of written) expect(each.times).toBeGreaterThan(0);
    }),
  );
});

test("the first from a place is told at once", () => {
  fc.assert(
    fc.property(event, (each) => {
      expect(createFolder<Foldable>().note(each, 5)).toEqual([{ event: each, times: 1, since: 5, places: false }]);
    }),
  );
});

test("what goes on for a day from one place is a few dozen entries, and says how often", () => {
  const folder = createFolder<Foldable>();
  const each = { action: "session.refused", person: "ana", place: "192.0.2.1" };
  let written = 0;
  let times = 0;
  for (let now = 0; now < 86_400_000; now += 1_000)
    for (const entry of [...folder.due(now), ...folder.note(each, now)]) {
      written += 1;
      times += entry.times;
    }
  times += folder.rest().reduce((sum, entry) => sum + entry.times, 0);
  expect(times).toBe(86_400);
  expect(written).toBeLessThan(40);
});

test("an attacker who comes from everywhere, and invents addresses, fills no disk", () => {
  const folder = createFolder<Foldable>();
  let written = 0;
  let told = 0;
  for (let n = 0; n < 200_000; n += 1) {
    // An hour, 55 a second, each from a place of its own, half of them against somebody who is known.
    const each = { action: "session.refused", person: n % 2 === 0 ? "ana" : null, place: `2001:db8:${n}::/64` };
    for (const entry of folder.note(each, n * 18)) {
      written += 1;
      told += entry.places ? 1 : 0;
    }
  }
  // Twenty places each, and what is folded: after 1, 2, 4, 8, 16 and 32 minutes.
  expect(written).toBeLessThanOrEqual(2 * (foldLimits.places + 8));
  expect(told).toBeGreaterThan(0);
});

test("whoever is quiet for a while is told at once again", () => {
  const folder = createFolder<Foldable>();
  const each = { action: "security.code_refused", person: "ana", place: "192.0.2.1" };
  folder.note(each, 0);
  expect(folder.note(each, 1)).toEqual([]);
  expect(folder.due(60_000)).toMatchObject([{ times: 1 }]);
  expect(folder.due(200_000)).toEqual([]);
  expect(folder.note(each, 300_000)).toMatchObject([{ times: 1, since: 300_000 }]);
});
