import { describe, expect, test, vi } from "vitest";
import { groupDigits } from "../table/write-cell.ts";
import { figureTag } from "./choose-locale.ts";
import { createFormat } from "./format.ts";

const es = createFormat("es", "UTC");
const en = createFormat("en", "UTC");

describe("figures and dates as each reader writes them", () => {
  test("thousands are grouped from four digits on, in Spanish too", () => {
    expect(es.number(1234.5)).toBe("1.234,5");
    expect(en.number(1234.5)).toBe("1,234.5");
  });
  test("and marked as in the reader's region, in charts and cells alike", () => {
    for (const [tag, number, share, short] of [
      ["es-AR", "50.999,5", "24,9 %", "1,2 M"],
      ["es-MX", "50,999.5", "24.9 %", "1.2 M"],
      ["en-GB", "50,999.5", "24.9%", "1.2M"],
    ] as const) {
      const format = createFormat(tag, "UTC");
      const written = [format.number(50_999.5), format.percent(0.249), format.compact(1_200_000)];
      expect(written.map((text) => text.replaceAll("\u00a0", " "))).toEqual([number, share, short]);
      expect(groupDigits("50999.5", format)).toBe(number);
      expect(format.short(120_000)).toMatch(tag === "en-GB" ? /^120K$/ : /^120\smil$/);
    }
    expect(createFormat("es-MX", "UTC").utcDate("2026-11-21")).toBe("21 nov 2026");
  });
  test("the region is the first of the browser's that is of the page's language", () => {
    vi.stubGlobal("navigator", { languages: ["en-US", "es-MX", "es"] });
    try {
      expect([figureTag("es"), figureTag("en")]).toEqual(["es-MX", "en-US"]);
      vi.stubGlobal("navigator", { languages: ["fr-FR", "en-GB"] });
      expect([figureTag("es"), figureTag("en")]).toEqual(["es", "en-GB"]);
    } finally {
      vi.unstubAllGlobals();
    }
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
