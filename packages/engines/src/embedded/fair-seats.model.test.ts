import fc from "fast-check";
import { expect, test } from "vitest";
import { createFairSeats, shareOf } from "./fair-seats.ts";

type Wish = {
  readonly owner: string;
  readonly asked: number;
  state: "waits" | "sits" | "gone";
  readonly withdraw: () => void;
};
type Act =
  | { readonly kind: "ask"; readonly owner: string }
  | { readonly kind: "release" | "withdraw"; readonly pick: number };

const owner = fc.constantFrom("ana", "beto", "carla", "dora", "eva", "fito");
/** More is asked for than given back, so that most of the time somebody waits. */
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("ask" as const), owner }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("release" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const), pick: fc.nat() }) },
);

/** Eva and Fito have no account: together they are one crowd. */
const crowdOf = (owner: string): string | undefined => (owner === "eva" || owner === "fito" ? "links" : undefined);

/** Everything that was ever wished for, and who got a seat while whom waited: told by what the seats do, not by how. */
function watch(size: number) {
  const seats = createFairSeats(size);
  const asked = (by: string) => ({ owner: by, crowd: crowdOf(by) });
  const wishes: Wish[] = [];
  const granted: Wish[] = [];
  const having = (state: Wish["state"], of?: string) =>
    wishes.filter((wish) => wish.state === state && (of === undefined || wish.owner === of));
  return {
    having,
    granted,
    wishes,
    act(next: Act): void {
      if (next.kind === "ask") {
        const grant = (): void => {
          expect(wish.state).toBe("waits");
          wish.state = "sits";
          granted.push(wish);
        };
        let withdraw = (): void => undefined;
        const wish: Wish = { owner: next.owner, asked: wishes.length, state: "waits", withdraw: () => withdraw() };
        wishes.push(wish);
        withdraw = seats.ask(asked(next.owner), grant);
        return;
      }
      const from = having(next.kind === "release" ? "sits" : "waits");
      const wish = from[next.pick % Math.max(1, from.length)];
      if (wish === undefined) return;
      wish.state = "gone";
      if (next.kind === "release") seats.release(asked(wish.owner));
      else wish.withdraw();
    },
  };
}

test("whatever is asked, given back and given up, nobody has more than their share, and no seat stays empty for want of a look", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(act, { maxLength: 120, size: "max" }), (size, acts) => {
      const share = shareOf(size);
      const world = watch(size);
      for (const next of acts) {
        world.act(next);
        const sitting = world.having("sits");
        expect(sitting.length).toBeLessThanOrEqual(size);
        const crowd = sitting.filter((wish) => crowdOf(wish.owner) !== undefined).length;
        expect(crowd).toBeLessThanOrEqual(share);
        // An account and all links together leave a seat to a third.
        const most = Math.max(...["ana", "beto", "carla", "dora"].map((name) => world.having("sits", name).length));
        if (size > 2) expect(crowd + most).toBeLessThan(size);
        for (const name of new Set(world.wishes.map((wish) => wish.owner))) {
          const has = world.having("sits", name).length;
          expect(has).toBeLessThanOrEqual(share);
          // Waits only because all seats are taken, or because it or its crowd has its share.
          const shared = has === share || (crowdOf(name) !== undefined && crowd === share);
          if (world.having("waits", name).length > 0) expect(sitting.length === size || shared).toBe(true);
        }
      }
      for (const name of new Set(world.granted.map((wish) => wish.owner))) {
        const order = world.granted.filter((wish) => wish.owner === name).map((wish) => wish.asked);
        expect(order).toEqual(order.toSorted((one, other) => one - other));
      }
    }),
  );
});

test("an owner that waits and lacks its share sees each other owner served once at most before it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(act, { maxLength: 120, size: "max" }), (size, acts) => {
      const share = shareOf(size);
      const world = watch(size);
      const passed = new Map<string, string[]>();
      for (const next of acts) {
        const before = world.granted.length;
        world.act(next);
        const served = world.granted.slice(before).map((wish) => wish.owner);
        for (const name of ["ana", "beto", "carla", "dora"]) {
          const could = world.having("waits", name).length > 0 && world.having("sits", name).length < share;
          if (!could || served.includes(name)) passed.delete(name);
          else {
            const others = [...(passed.get(name) ?? []), ...served];
            passed.set(name, others);
            expect(others.length, `${name} waits while ${others.join()} go`).toBe(new Set(others).size);
          }
        }
      }
    }),
  );
});

test("however many links somebody opens, they leave a seat to who is signed in, and take turns at the others", () => {
  const world = watch(3);
  for (const name of ["eva", "fito", "eva", "ana", "ana", "beto"]) world.act({ kind: "ask", owner: name });
  // Beto comes third, behind a link and an account that ask for more than one, and waits for neither.
  expect(world.granted.map((wish) => wish.owner)).toEqual(["eva", "ana", "beto"]);
  // His ends: a link has waited longest, and its crowd has its share.
  world.act({ kind: "release", pick: 2 });
  expect(world.granted).toHaveLength(3);
  world.act({ kind: "release", pick: 0 });
  expect(world.granted.at(-1)?.owner).toBe("fito");
  world.act({ kind: "release", pick: 0 });
  expect(world.granted.at(-1)?.owner).toBe("eva");
});

test("a crowd of one owner holds up nobody else", () => {
  const world = watch(2);
  for (let i = 0; i < 50; i++) world.act({ kind: "ask", owner: "ana" });
  world.act({ kind: "ask", owner: "beto" });
  expect(world.granted.map((wish) => wish.owner)).toEqual(["ana", "beto"]);
  for (const name of ["carla", "beto"]) world.act({ kind: "ask", owner: name });
  // Beto's ends: Carla was there first.
  world.act({ kind: "release", pick: 1 });
  expect(world.granted.at(-1)?.owner).toBe("carla");
  world.act({ kind: "release", pick: 1 });
  expect(world.granted.at(-1)?.owner).toBe("beto");
});
