import fc from "fast-check";
import { expect, test } from "vitest";
import { createFairTurns, type Turn } from "./fair-turns.ts";

const refusal = () => new Error("refused");
const tick = () => new Promise((done) => setImmediate(done));

/** A queue whose work ends when it is told to. */
function world(atOnce: number, waiting: number) {
  const take = createFairTurns(atOnce, waiting, refusal);
  const running: { turn: Turn; end: () => void }[] = [];
  const refused: Turn[] = [];
  const done: Turn[] = [];
  const come = async (key: string, known = false): Promise<void> => {
    const turn = { key, known };
    take(turn, () => new Promise<void>((end) => running.push({ turn, end }))).then(
      () => done.push(turn),
      () => refused.push(turn),
    );
    await tick();
  };
  const endOne = async (): Promise<void> => {
    running.shift()?.end();
    await tick();
  };
  const drain = async (): Promise<void> => {
    while (running.length > 0) await endOne();
  };
  return { come, endOne, drain, running, refused, done };
}

test("a network that fills the queue keeps nobody else out: others take places of its own, and come at once in their turn", async () => {
  const { come, endOne, drain, refused, done, running } = world(2, 40);
  for (let i = 0; i < 200; i++) await come("attacker");
  expect(refused).toHaveLength(200 - 42);
  for (let i = 0; i < 5; i++) await come(`office ${i}`);
  expect(refused.filter(({ key }) => key !== "attacker")).toEqual([]);
  for (let i = 0; i < 12; i++) await endOne();
  const served = [...done, ...running.map(({ turn }) => turn)].filter(({ key }) => key.startsWith("office"));
  expect(new Set(served.map(({ key }) => key)).size).toBe(5);
  await drain();
  expect(done).toHaveLength(42);
});

test("however many networks fill it, whoever comes in a known browser finds a place, and the next turn", async () => {
  const { come, endOne, running, refused } = world(2, 40);
  for (let i = 0; i < 42; i++) await come(`net ${i}`);
  await come("another net");
  expect(refused.map(({ key }) => key)).toEqual(["another net"]);
  await come("her browser", true);
  expect(refused.filter(({ known }) => known)).toEqual([]);
  await endOne();
  expect(running.at(-1)?.turn.key).toBe("her browser");
});

test("however many known browsers keep coming, strangers who wait are served, one at every other turn, and none of them loses the place", async () => {
  const known = fc.record({ key: fc.constantFrom("x", "y", "z", "w", "v"), end: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(known, { maxLength: 20 }),
      fc.array(known, { minLength: 30, maxLength: 50 }),
      fc.integer({ min: 1, max: 3 }),
      async (before, after, strangers) => {
        const { come, endOne, running, refused, done } = world(2, 6);
        const flood = async ({ key, end }: { readonly key: string; readonly end: boolean }): Promise<number> => {
          await come(key, true);
          if (end) await endOne();
          return end ? 1 : 0;
        };
        for (let i = 0; i < 8; i++) await come("x", true);
        for (const each of before) await flood(each);
        for (let i = 0; i < strangers; i++) await come(`net ${i}`);
        let turns = 0;
        for (const each of after) turns += await flood(each);
        for (; turns < 2 * strangers; turns++) await endOne();
        expect(refused.filter((turn) => !turn.known)).toEqual([]);
        const served = [...done, ...running.map(({ turn }) => turn)].filter((turn) => !turn.known);
        expect(served).toHaveLength(strangers);
      },
    ),
    { numRuns: 100 },
  );
});

test("a stranger is served within two turns, whatever comes in known browsers meanwhile", async () => {
  const { come, endOne, running } = world(1, 40);
  for (let i = 0; i < 60; i++) await come(`browser ${i}`, true);
  await come("stranger");
  for (let i = 0; i < 2; i++) {
    if (running.some(({ turn }) => turn.key === "stranger")) break;
    await endOne();
    await come(`another browser ${i}`, true);
  }
  expect(running.map(({ turn }) => turn.key)).toEqual(["stranger"]);
});

test("a network that is alone has the whole queue", async () => {
  const { come, drain, refused, done } = world(2, 40);
  for (let i = 0; i < 42; i++) await come("office");
  await drain();
  expect([refused.length, done.length]).toEqual([0, 42]);
});

test("whatever comes in whatever order: no more at once than may, no more waiting, everybody is served or refused once, and the longest line bears the refusals", async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ key: fc.constantFrom("a", "b", "c", "d"), known: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant("end" as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, atOnce) => {
      const { come, endOne, drain, running, refused, done } = world(atOnce, 6);
      let came = 0;
      for (const each of steps) {
        if (each === "end") await endOne();
        else {
          came += 1;
          await come(each.key, each.known);
        }
        const waiting = came - done.length - refused.length - running.length;
        expect(running.length).toBeLessThanOrEqual(atOnce);
        expect(waiting).toBeLessThanOrEqual(6);
        if (waiting > 0) expect(running.length).toBe(atOnce);
        // Nobody is refused while there is room.
        if (refused.length > 0) expect(came).toBeGreaterThan(atOnce + 6);
      }
      await drain();
      expect(done.length + refused.length).toBe(came);
    }),
    { numRuns: 100 },
  );
});
