import { describe, expect, it } from "vitest";
import { isoMoment, readMoment } from "./read-moment.ts";

describe("dates and times", () => {
  it.each([
    ["31/01/2026", "dmy", "2026-01-31"],
    ["01/31/2026", "mdy", "2026-01-31"],
    ["2026-1-5", "ymd", "2026-01-05"],
    ["5.6.99", "dmy", "1999-06-05"],
    ["5-6-24", "dmy", "2024-06-05"],
    ["17-ene-2026", "dmy", "2026-01-17"],
    ["5 de septiembre de 2026", "dmy", "2026-09-05"],
    ["Mar 1 2000", "mdy", "2000-03-01"],
    ["Sep 15, 2004", "mdy", "2004-09-15"],
    ["31/01/2026 8:05", "dmy", "2026-01-31 08:05:00"],
    ["01/31/2026 8:05:09 PM", "mdy", "2026-01-31 20:05:09"],
    ["2026-01-31T10:00:00.123Z", "ymd", "2026-01-31 10:00:00.123+00:00"],
    ["9:30", "dmy", "09:30:00"],
  ] as const)("%s (%s) is %s", (text, order, iso) => {
    expect(readMoment(text)).not.toBeNull();
    expect(isoMoment(text, order)).toBe(iso);
  });

  it.each([
    "32/01/2026",
    "29/02/2023",
    "2026-13-01",
    "1/2",
    "25:00",
    "ene",
    "abc 1 2000",
    "12/12/123",
    "2026-01-31T",
    "1.234",
  ])("%s is none", (text) => {
    expect(readMoment(text)).toBeNull();
  });

  it("leaves the order open only where it is", () => {
    expect(readMoment("01/02/2026")?.orders).toEqual(["dmy", "mdy"]);
    expect(readMoment("13/02/2026")?.orders).toEqual(["dmy"]);
    expect(readMoment("02/13/2026")?.orders).toEqual(["mdy"]);
  });
});
