import { expect, test } from "vitest";
import { isFiltered, queryOfFilter, readAuditFilter } from "./audit-filter.ts";

test("an address that means nothing filters nothing, and asks for nothing", () => {
  const filter = readAuditFilter({
    person: "ana' or 1=1",
    type: "FILE",
    action: "x",
    object: "../..",
    from: "2026-13-45",
    to: 7,
    other: "x",
  });
  expect(isFiltered(filter)).toBe(false);
  expect(queryOfFilter(filter)).toEqual({});
});

test("days count as a whole where the reader is, also the last one of a month", () => {
  const { from, to } = queryOfFilter(readAuditFilter({ from: "2026-02-28", to: "2026-02-28" }));
  expect(new Date(from ?? "").getHours()).toBe(0);
  expect(new Date(from ?? "").getDate()).toBe(28);
  expect([new Date(to ?? "").getMonth(), new Date(to ?? "").getDate(), new Date(to ?? "").getHours()]).toEqual([
    2, 1, 0,
  ]);
});

test("what the page itself puts there is kept", () => {
  const search = {
    person: "6f8e1a52-1d3c-4b8a-9a3e-0a8d4be2f001",
    type: "access_profile",
    action: "member.changed",
    object: "6f8e1a52-1d3c-4b8a-9a3e-0a8d4be2f001",
    from: "2026-11-01",
    to: "2026-11-30",
  };
  expect(readAuditFilter(search)).toEqual(search);
});
