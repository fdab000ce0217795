import { InsightBody } from "@caudal/contract/resources/insight.ts";
import { toInsightBody } from "@caudal/contract/findings/render-finding.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { insightsOf } from "../testing/measure-in-rounds.ts";
import { date, integer, number, tableOf, text } from "../testing/reference-table.ts";

it.each([0, 1, 2, 3])("a table of %i rows is read without a claim on relations or time", (rows) => {
  const some = Array.from({ length: rows }, (_, i) => i);
  const findings = insightsOf(
    tableOf(
      integer("a", some),
      text("b", some.map(String)),
      date(
        "c",
        some.map((i) => `2024-01-0${i + 1}`),
      ),
      number(
        "d",
        some.map(() => null),
      ),
    ),
  );
  expect(findings.filter(({ confidence }) => confidence.formula === "one_minus_q")).toEqual([]);
});

it("whatever a table holds, its findings are insights that the contract accepts, in both languages", () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.constantFrom("a", "A ", "", " ", "-", "12", "1,5", "2024-01-02", "𝒳"),
    fc.string(),
  );
  const figure = fc.oneof(
    fc.constant(null),
    fc.constantFrom(0, 1, -1, 1e300, -1e-300, Number.NaN, Number.POSITIVE_INFINITY),
    fc.double(),
  );
  const day = fc.oneof(
    fc.constant(null),
    fc.constantFrom("1900-01-01", "9999-12-31", "2024-02-29"),
    fc.integer({ min: 0, max: 60 }).map((i) => new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, figure, figure, day), { minLength: 0, maxLength: 60 }), (rows) => {
      const table = tableOf(
        text(
          "t",
          rows.map((row) => row[0]),
        ),
        number(
          "n",
          rows.map((row) => row[1]),
        ),
        number(
          "m",
          rows.map((row) => row[2]),
        ),
        date(
          "d",
          rows.map((row) => row[3]),
        ),
      );
      for (const finding of insightsOf(table)) {
        for (const locale of ["es", "en"] as const) {
          const body = InsightBody.parse(toInsightBody(finding, locale));
          // A file may hold NaN, and a column of nothing else says so.
          expect(body.title).not.toMatch(
            body.key === "constant_columns" ? /undefined|\[object/ : /undefined|NaN|\[object/,
          );
        }
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);
