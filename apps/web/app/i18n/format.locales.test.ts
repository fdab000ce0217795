import { describe, expect, test } from "vitest";
import { createFormat } from "./format.ts";

const es = createFormat("es", "UTC");
const en = createFormat("en", "UTC");

describe("figures and dates as each reader writes them", () => {
  test("thousands are grouped from four digits on, in Spanish too", () => {
    expect(es.number(1234.5)).toBe("1.234,5");
    expect(en.number(1234.5)).toBe("1,234.5");
  });
  test("a plain date is the same day in every zone", () => {
    expect(createFormat("es", "America/Mexico_City").date("2026-11-21")).toBe("21 nov 2026");
    expect(en.date("2026-11-21")).toBe("Nov 21, 2026");
  });
  test("text that is no date stays as it is", () => expect(es.date("ayer")).toBe("ayer"));
  test("progress is never rounded up to done", () => {
    expect(es.progress(0.999)).toMatch(/^99\s%$/);
    expect(es.progress(1)).toMatch(/^100\s%$/);
  });
  test("an uncertain thing is never written as certain", () => expect(es.certainty(0.99996)).toMatch(/^> 99,9\s%$/));
  test("sizes change unit before they show 1000", () => {
    expect(es.bytes(999)).toBe("999 B");
    expect(es.bytes(999_960)).toBe("1 MB");
    expect(es.bytes(1_130_000_000)).toBe("1,1 GB");
  });
  test("figures that stand together are shortened alike", () =>
    expect([0, 30_000, 90_000, 120_000].map((value) => es.short(value).replaceAll("\u00a0", " "))).toEqual([
      "0",
      "30 mil",
      "90 mil",
      "120 mil",
    ]));
  test("durations", () => {
    expect([0.012, 2.4, 59.7, 3725].map((seconds) => es.duration(seconds))).toEqual([
      "12 ms",
      "2,4 s",
      "1 min 0 s",
      "1 h 2 min",
    ]);
  });
});
