import fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf, networksOf } from "./network-of.ts";

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:0DB8:0:0:1::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
  ["not an address", "not an address"],
  ["", ""],
])("%s belongs to %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("addresses of IPv6 share a network exactly where they share that many of their first bits, however they are written", () => {
  const group = fc.oneof(fc.constantFrom(0, 1, 0xab00, 0xabff), fc.integer({ min: 0, max: 0xffff }));
  const groups = fc.tuple(group, group, group, group, group, group, group, group);
  const written = (all: readonly number[]): string => all.map((each) => each.toString(16)).join(":");
  const bits = (all: readonly number[]): string => all.map((each) => each.toString(2).padStart(16, "0")).join("");
  fc.assert(
    fc.property(groups, groups, fc.integer({ min: 0, max: 8 }), (one, other, shared) => {
      // IPv4 in an address of IPv6 is told apart elsewhere.
      fc.pre(one[5] !== 0xffff && other[5] !== 0xffff);
      const next = [...one.slice(0, shared), ...other.slice(shared)];
      const short = new URL(`http://[${written(one)}]/`).hostname.slice(1, -1);
      expect(networksOf(short)).toEqual(networksOf(written(one)));
      for (const [i, length] of [64, 56, 48].entries())
        expect(networksOf(written(one))[i] === networksOf(written(next))[i]).toBe(
          bits(one).slice(0, length) === bits(next).slice(0, length),
        );
    }),
  );
});
