import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseInsights } from "./choose-insights.ts";

const insight = fc.record({
  file_id: fc.constantFrom("a", "b", "c", "d"),
  key: fc.constantFrom("outliers", "rejected_rows", "unique_column"),
  importance: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("the strongest comes first, no file fills the list, and none is chosen twice", () => {
  fc.assert(
    fc.property(fc.array(insight, { maxLength: 20 }), (insights) => {
      const chosen = chooseInsights(insights, 5);
      expect(chosen[0]?.importance ?? 0).toBe(Math.max(0, ...insights.map(({ importance }) => importance)));
      expect(new Set(chosen).size).toBe(chosen.length);
      const perFile = Object.values(Object.groupBy(insights, ({ file_id }) => file_id));
      expect(chosen.length).toBe(
        Math.min(
          5,
          perFile.reduce((sum, of) => sum + Math.min(2, of?.length ?? 0), 0),
        ),
      );
      for (const of of Object.values(Object.groupBy(chosen, ({ file_id }) => file_id)))
        expect(of?.length ?? 0).toBeLessThanOrEqual(2);
    }),
  );
});

test("two of a kind stand apart where another kind can stand between them", () => {
  const of = (file_id: string, key: string, importance: number) => ({ file_id, key, importance });
  const chosen = chooseInsights(
    [
      of("a", "rejected_rows", 0.9),
      of("b", "rejected_rows", 0.8),
      of("c", "outliers", 0.4),
      of("d", "rejected_rows", 0.7),
    ],
    5,
  );
  expect(chosen.map(({ file_id }) => file_id)).toEqual(["a", "c", "b", "d"]);
});
