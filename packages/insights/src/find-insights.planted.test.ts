import type { Finding } from "@caudal/contract/findings/finding.ts";
import type { FindingKind } from "@caudal/contract/findings/finding-params.ts";
import { describe, expect, it } from "vitest";
import { insightsOf } from "../testing/measure-in-rounds.ts";
import { dayAfter, randomFrom, times } from "../testing/random.ts";
import { date, integer, number, tableOf, text } from "../testing/reference-table.ts";

function findingOf<K extends FindingKind>(findings: readonly Finding[], key: K): Extract<Finding, { readonly key: K }> {
  const found = findings.find((finding): finding is Extract<Finding, { readonly key: K }> => finding.key === key);
  if (found === undefined) throw new Error(`${key} is not among ${findings.map((finding) => finding.key).join(", ")}`);
  return found;
}

describe.each([1, 2, 3])("an effect that was planted is found (seed %i)", (seed) => {
  const r = randomFrom(seed * 1000);

  it("correlation 0.3 in a thousand rows", () => {
    const x = times(1000, r.normal);
    const y = x.map((value) => 0.3 * value + Math.sqrt(1 - 0.09) * r.normal());
    const found = findingOf(
      insightsOf(tableOf(number("x", x), number("y", y), number("z", times(1000, r.normal)))),
      "numbers_related",
    );
    expect(found.columns).toEqual(["x", "y"]);
    expect(found.params.r).toBeGreaterThan(0.2);
    expect(found.confidenceScore).toBeGreaterThan(0.99);
  });

  it("a trend of one standard deviation over a year of days", () => {
    const y = times(365, (day) => 100 + day / 365 + r.normal());
    const found = findingOf(insightsOf(tableOf(date("fecha", times(365, dayAfter)), number("y", y))), "trend_value");
    expect(found.params.direction).toBe("up");
    expect(found.params.last - found.params.first).toBeGreaterThan(0.4);
  });

  it("values at eight standard deviations, with their rows", () => {
    const y = times(1000, (i) => (i % 250 === 7 ? 8 + 0.1 * i * 0.001 : r.normal()));
    const found = findingOf(
      insightsOf(
        tableOf(
          integer(
            "id",
            times(1000, (i) => i + 1),
          ),
          number("y", y),
        ),
      ),
      "outliers",
    );
    expect(found.params.count).toBe(4);
    // The chart has all of them, also those that its bins leave out.
    const { data } = found;
    if (data.chart !== "histogram") throw new Error(`drawn as ${data.chart}`);
    expect(data.beyond).toEqual({ high: { count: 4, farthest: Math.max(...y) } });
    expect(data.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(996);
    expect(found.evidence.rows?.rows.map((row) => row[0]).toSorted()).toEqual(["258", "508", "758", "8"]);
  });

  it("a last day that was cut off, and none where days differ as much", () => {
    const partialOf = (rows: (day: number) => number) => {
      const days = times(30, (day) => times(rows(day), () => dayAfter(day))).flat();
      const { data } = findingOf(
        insightsOf(
          tableOf(
            date("fecha", days),
            number(
              "y",
              days.map(() => r.normal()),
            ),
          ),
        ),
        "time_span",
      );
      return data.chart === "line" ? data.partial : null;
    };
    expect(partialOf((day) => (day === 29 ? 3 : 7))).toEqual({ first: false, last: true });
    expect(partialOf(() => 7)).toEqual({ first: false, last: false });
    expect(partialOf((day) => (day % 5 === 4 ? 3 : 7))).toEqual({ first: false, last: false });
  });

  it("groups a standard deviation apart", () => {
    const zones = times(600, () => r.pick(["norte", "sur", "este"]));
    const y = zones.map((zone) => (zone === "sur" ? 1 : 0) + r.normal());
    const found = findingOf(insightsOf(tableOf(text("zona", zones), number("y", y))), "groups_differ");
    expect(found.params.high).toBe("sur");
  });

  it("categories that go together", () => {
    const a = times(600, () => r.pick(["x", "y", "z"]));
    const b = a.map((value) => (r.uniform() < 0.5 ? value : r.pick(["x", "y", "z"])));
    expect(findingOf(insightsOf(tableOf(text("a", a), text("b", b))), "categories_related").params.v).toBeGreaterThan(
      0.3,
    );
  });

  it("sales that hang on few customers", () => {
    const customers = times(2000, () => `cliente ${Math.floor(100 * r.uniform() ** 4)}`);
    const found = findingOf(
      insightsOf(
        tableOf(
          text("cliente", customers),
          number(
            "venta",
            times(2000, () => 10 + r.normal()),
          ),
        ),
      ),
      "concentrated",
    );
    expect(found.params).toMatchObject({ category: "cliente", value: "venta" });
    expect(found.params.share).toBeGreaterThan(0.6);
  });

  it("a total that is quantity times price, but for some rows", () => {
    const quantity = times(500, () => 1 + r.integer(20));
    const price = times(500, () => Math.round(100 * (1 + 50 * r.uniform())) / 100);
    const total = quantity.map((q, i) => (i % 50 === 0 ? 1 : Math.round(100 * q * (price[i] ?? 0)) / 100));
    const found = findingOf(
      insightsOf(tableOf(integer("cantidad", quantity), number("precio", price), number("total", total))),
      "identity_holds",
    );
    expect(found.params).toMatchObject({
      left: "total",
      operation: "product",
      right: ["cantidad", "precio"],
      complete: 500,
    });
    expect(found.params.obeys).toBe(490);
  });

  it("weeks that repeat, and days without any row", () => {
    const days = times(140, (day) => day).filter((day) => day % 7 !== 0);
    const y = days.map((day) => (day % 7 === 3 ? 20 : 10) + r.normal());
    const findings = insightsOf(tableOf(date("fecha", days.map(dayAfter)), number("y", y)));
    expect(findingOf(findings, "weekly_pattern").params).toMatchObject({ high: 3, value: "y" });
    expect(findingOf(findings, "idle_weekdays").params.weekdays).toEqual(["7"]);
  });

  it("a hole in the days", () => {
    const days = times(200, (day) => day).filter((day) => day < 90 || day >= 104);
    const findings = insightsOf(
      tableOf(
        date(
          "fecha",
          days.flatMap((day) => times(5 + r.integer(5), () => dayAfter(day))),
        ),
      ),
    );
    expect(findingOf(findings, "time_gaps").params).toMatchObject({
      missing: 14,
      longest: 14,
      from: dayAfter(90),
      to: dayAfter(103),
    });
  });
});

describe("what is counted is exact", () => {
  const r = randomFrom(7);

  it("duplicates, missing values, spellings, mixed types, keys", () => {
    const rows = times(300, (i) => ({
      id: i + 1,
      zona: i === 5 ? "NORTE" : i === 6 ? "norte " : r.pick(["Norte", "Sur"]),
      medida: i % 30 === 0 ? (i % 60 === 0 ? "grande" : "chica") : String(1000 + (i % 50)),
      nota: i % 3 === 0 ? null : "si",
    }));
    const findings = insightsOf(
      tableOf(
        integer(
          "id",
          rows.map(({ id }) => id),
        ),
        text(
          "zona",
          rows.map(({ zona }) => zona),
        ),
        text(
          "medida",
          rows.map(({ medida }) => medida),
        ),
        text(
          "nota",
          rows.map(({ nota }) => nota),
        ),
      ),
    );
    expect(findingOf(findings, "missing_column").params).toEqual({
      column: "nota",
      missing: 100,
      rows: 300,
      share: 1 / 3,
    });
    expect(findingOf(findings, "category_variants").params).toMatchObject({ column: "zona", groups: 1, rows: 2 });
    expect(findingOf(findings, "mixed_column").params).toMatchObject({
      column: "medida",
      majority: "number",
      minority: "text",
      count: 10,
      present: 300,
    });
    expect(findingOf(findings, "key_column").params.column).toBe("id");
  });

  it("rows that repeat, with how often", () => {
    const a = times(100, (i) => (i < 3 ? 0 : i) * 1.5);
    const found = findingOf(
      insightsOf(
        tableOf(
          number("a", a),
          text(
            "b",
            times(100, (i) => (i < 3 ? "x" : "y")),
          ),
        ),
      ),
      "duplicate_rows",
    );
    expect(found.params).toEqual({ extra: 2, groups: 1, rows: 100, share: 0.02 });
    expect(found.evidence.rows).toMatchObject({ total: 3, rows: [["0", "x"]] });
  });
});
