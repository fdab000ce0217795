import type { Finding } from "@caudal/contract/findings/finding.ts";
import type { FindingKind } from "@caudal/contract/findings/finding-params.ts";
import { describe, expect, it } from "vitest";
import { insightsOf } from "../testing/measure-in-rounds.ts";
import { dayAfter, randomFrom, times } from "../testing/random.ts";
import { date, integer, number, tableOf, text } from "../testing/reference-table.ts";

type Said<K extends FindingKind> = Extract<Finding, { readonly key: K }>;
function saidOf<K extends FindingKind>(findings: readonly Finding[], key: K): readonly Said<K>[] {
  return findings.filter((finding): finding is Said<K> => finding.key === key);
}
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** What the largest fifth of the labels holds of everything, by plain counting. */
function heldByFifth(labels: readonly (string | null)[], amounts: readonly number[]): number {
  const totals = new Map<string, number>();
  labels.forEach((label, i) => label !== null && totals.set(label, (totals.get(label) ?? 0) + (amounts[i] ?? 0)));
  const sorted = [...totals.values()].toSorted((a, b) => b - a);
  return sum(sorted.slice(0, Math.ceil(sorted.length / 5))) / sum(amounts);
}

describe("a concentrated total is the total of all rows", () => {
  const rows = 3000;
  const few = (seed: number, missing: number) => {
    const r = randomFrom(seed);
    return times(rows, (i) => (i % 100 < 100 * missing ? null : `cliente ${Math.floor(100 * r.uniform() ** 6)}`));
  };
  const amounts = times(rows, (i) => 10 + (i % 7));

  it("divides by rows without a label too, and says how many they are", () => {
    const labels = few(1, 0.2);
    const [found] = saidOf(insightsOf(tableOf(text("cliente", labels), number("venta", amounts))), "concentrated");
    expect(found?.params.share).toBeCloseTo(heldByFifth(labels, amounts), 10);
    expect(found?.params.share).toBeLessThan(0.8);
    expect(found?.params.unlabelledRows).toBe(0.2);
    const lacking = sum(amounts.filter((_, i) => labels[i] === null)) / sum(amounts);
    expect(found?.params.unlabelledShare).toBeCloseTo(lacking, 10);
  });

  it("weighs less the fewer rows have a label", () => {
    const weight = (labels: readonly (string | null)[]) =>
      saidOf(insightsOf(tableOf(text("cliente", labels), number("venta", amounts))), "concentrated")[0]?.importance;
    const all = few(1, 0);
    const part = all.map((label, i) => (i % 100 < 30 ? null : label));
    expect(weight(part)).toBeLessThan(weight(all) ?? 0);
  });

  it("says nothing when most of the total has no label, however uneven the rest is", () => {
    const labels = few(2, 0.7);
    expect(heldByFifth(labels, amounts)).toBeLessThan(0.3);
    expect(saidOf(insightsOf(tableOf(text("cliente", labels), number("venta", amounts))), "concentrated")).toEqual([]);
  });

  it.each([
    [
      "returns outside the labels leave the labelled ones more than everything",
      (label: string | null) => label === null,
    ],
    [
      "returns of other labels leave the largest ones more than everything",
      (label: string | null) => label !== "cliente 0",
    ],
  ])("says no share of a total that is no whole: %s", (_, returned) => {
    const labels = few(3, 0.3);
    const net = labels.map((label, i) => (returned(label) ? -0.9 : 1) * (amounts[i] ?? 0));
    for (const { params } of saidOf(
      insightsOf(tableOf(text("cliente", labels), number("venta", net))),
      "concentrated",
    ).filter(({ params: { value } }) => value !== null)) {
      expect(params.share).toBeLessThanOrEqual(1);
      expect(params.share).toBeCloseTo(heldByFifth(labels, net), 10);
    }
    const values = insightsOf(tableOf(text("cliente", labels), number("venta", net)));
    expect(saidOf(values, "concentrated").filter(({ params }) => params.value !== null)).toEqual([]);
  });
});

describe("a range of medians is that of all groups", () => {
  it("finds the ends among the rare ones, beyond those that are drawn", () => {
    const r = randomFrom(5);
    const labels = times(4000, (i) => (i < 3800 ? `P${String(i % 18).padStart(2, "0")}` : i % 2 === 0 ? "P18" : "P19"));
    const middle = (label: string) => (label === "P18" ? 900 : label === "P19" ? 10 : 100 + 3 * Number(label.slice(1)));
    const values = labels.map((label) => middle(label) + 40 * r.normal());
    // Four rows are too few to be compared.
    const [found] = saidOf(
      insightsOf(
        tableOf(
          text("producto", [...labels, ...times(4, () => "P99")]),
          number("duración", [...values, ...times(4, () => 5000)]),
        ),
      ),
      "groups_differ",
    );
    expect(found?.params).toMatchObject({ high: "P18", low: "P19", groups: 20 });
    expect(found?.params.highMedian).toBeGreaterThan(850);
    expect(found?.params.lowMedian).toBeLessThan(50);
    const drawn = found?.data.chart === "groups" ? found.data.groups.map(({ label }) => label) : [];
    expect([drawn[0], drawn.at(-1)]).toEqual(["P18", "P19"]);
    expect(drawn).not.toContain("P99");
  });

  it("tells the part between groups with the rows in which it was measured", () => {
    const r = randomFrom(6);
    const zones = times(12_000, () => r.pick(["norte", "sur", "este"]));
    const found = saidOf(
      insightsOf(
        tableOf(
          text("zona", zones),
          number(
            "peso",
            zones.map((zone) => (zone === "sur" ? 2 : 0) + r.normal()),
          ),
        ),
      ),
      "groups_differ",
    )[0];
    expect(found?.params.n).toBeLessThan(10_500);
    expect(found?.confidence.inputs["n"]).toBe(found?.params.n);
  });
});

describe("parts in a heatmap are parts of all rows of their label", () => {
  const r = randomFrom(7);
  const a = times(3000, () => r.pick(["norte", "sur", "este"]));

  it("others included, when there are more labels than columns", () => {
    const b = a.map((label, i) => (label === "norte" && i % 2 === 0 ? "m0" : `m${r.integer(16)}`));
    const [found] = saidOf(insightsOf(tableOf(text("zona", a), text("marca", b))), "categories_related");
    if (found?.data.chart !== "heatmap") throw new Error("no heatmap");
    const { xs, ys, values } = found.data;
    expect(xs).toHaveLength(11);
    expect(xs.at(-1)).toBe("@rest");
    for (const row of values) expect(sum(row)).toBeCloseTo(1, 12);
    const north = a.filter((label) => label === "norte").length;
    const both = a.filter((label, i) => label === "norte" && b[i] === "m0").length;
    expect(values[ys.indexOf("norte")]?.[xs.indexOf("m0")]).toBeCloseTo(both / north, 12);
  });

  it("without others, when all labels are shown", () => {
    const b = a.map((label, i) => (label === "norte" && i % 2 === 0 ? "m0" : `m${r.integer(4)}`));
    const [found] = saidOf(insightsOf(tableOf(text("zona", a), text("marca", b))), "categories_related");
    if (found?.data.chart !== "heatmap") throw new Error("no heatmap");
    expect(found.data.xs.toSorted()).toEqual(["m0", "m1", "m2", "m3"]);
    for (const row of found.data.values) expect(sum(row)).toBeCloseTo(1, 12);
  });
});

describe("missing values are counted where the sentence says", () => {
  const hole = (every: number, offset = 0) => times(300, (i) => (i % every === offset ? null : i * 1.5));

  it("empty cells of the file are those of empty columns too", () => {
    const columns = [2, 3, 4, 5].map((every) => number(`c${every}`, hole(every)));
    const table = tableOf(
      ...columns,
      text(
        "nada",
        times(300, () => null),
      ),
      number(
        "todo",
        times(300, (i) => i / 7),
      ),
    );
    const [found] = saidOf(insightsOf(table), "missing_widely");
    expect(found?.params).toMatchObject({ cells: 150 + 100 + 75 + 60 + 300, total: 1800 });
    expect(found?.params.columns).toHaveLength(5);
  });

  it("rows that lack two columns and a third lack the two together", () => {
    const lacks = (from: number, to: number) => times(300, (i) => (i >= from && i < to ? null : i * 1.5));
    const findings = insightsOf(
      tableOf(number("a", lacks(0, 100)), number("b", lacks(0, 100)), number("c", lacks(90, 110))),
    );
    expect(saidOf(findings, "missing_together").map(({ params }) => [params.columns, params.missing])).toEqual([
      [["a", "b"], 100],
    ]);
  });

  it("a column of one value and gaps is not said to be the same throughout", () => {
    const findings = insightsOf(
      tableOf(
        integer(
          "id",
          times(60, (i) => i),
        ),
        text(
          "marca",
          times(60, (i) => (i % 2 === 0 ? "x" : null)),
        ),
      ),
    );
    expect(saidOf(findings, "constant_columns")[0]?.params).toMatchObject({ columns: ["marca"], gaps: ["marca"] });
  });

  it("a copy that lacks values its original has is not said to be equal", () => {
    const r = randomFrom(8);
    const original = times(200, () => Math.round(1000 * r.uniform()) / 10);
    const copy = original.map((value, i) => (i % 4 === 1 ? null : value));
    const findings = insightsOf(tableOf(number("precio", original), number("precio 2", copy)));
    expect(saidOf(findings, "column_copied")[0]?.params).toMatchObject({ complete: 150, obeys: 150, lone: 50 });
  });

  it("values written two ways are a part of all values, words for none included", () => {
    const values = times(300, (i) => (i % 3 === 0 ? "n/a" : i % 10 === 1 ? "grande" : String(1000 + (i % 50))));
    const odd = values.filter((value) => value === "grande").length;
    const [found] = saidOf(insightsOf(tableOf(text("medida", values))), "mixed_column");
    expect(found?.params).toMatchObject({ count: odd, present: 300, share: odd / 300 });
  });

  it("days on which no row has the amount have no sum, rather than a sum of zero", () => {
    const r = randomFrom(9);
    const days = times(140, (day) => day);
    const sales = days.map((day) => (day % 7 === 1 ? null : 100 + 10 * r.normal()));
    const findings = insightsOf(tableOf(date("fecha", days.map(dayAfter)), number("venta", sales)));
    expect(saidOf(findings, "missing_column")).toHaveLength(1);
    expect(saidOf(findings, "weekly_pattern")).toEqual([]);
  });
});

it("a span that leaves out a few far dates says how many rows are not in it", () => {
  const days = times(4000, (i) => (i % 1000 === 7 ? "1900-01-01" : dayAfter(i % 200)));
  const [found] = saidOf(
    insightsOf(
      tableOf(
        date("fecha", days),
        number(
          "y",
          times(4000, (i) => i % 17),
        ),
      ),
    ),
    "time_span",
  );
  const { from = "", to = "", periods = 0, outside } = found?.params ?? {};
  const inside = days.filter((day) => day >= from && day <= to);
  expect([periods, outside]).toEqual([new Set(inside).size, days.length - inside.length]);
  expect(outside).toBeGreaterThanOrEqual(4);
});
