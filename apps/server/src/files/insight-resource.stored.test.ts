import type { InsightRow } from "@caudal/db/queries/insights.ts";
import { expect, test } from "vitest";
import { insightResource } from "./insight-resource.ts";

const row: InsightRow = {
  id: "i",
  account_id: "a",
  file_id: "f",
  user_id: "u",
  run_id: "r",
  wave: 1,
  insight_type: "quality",
  title: "Lo que se guardó",
  description: null,
  data: { chart: "none" },
  confidence_score: "1",
  confidence: {},
  evidence: {},
  key: "missing_column",
  params: { column: "Cliente", missing: 1, rows: 4, share: 0.25 },
  columns: ["Cliente"],
  importance: 1,
  created_at: new Date(0),
};

test("a stored finding is written anew for each reader", () => {
  expect(insightResource(row, "en").title).toMatch(/Column .Cliente. lacks 25%/);
});

test.each([
  ["a figure that is missing", { column: "Cliente", missing: 1, rows: 4 }],
  ["a figure that is text", { column: "Cliente", missing: "1", rows: 4, share: 0.25 }],
  ["no parameters", {}],
])("of another version, with %s, it keeps the words that it was stored with", (_, params) => {
  expect(insightResource({ ...row, params }, "en").title).toBe("Lo que se guardó");
});

test("a key that names something of every object is no finding", () => {
  expect(insightResource({ ...row, key: "toString" }, "en").title).toBe("Lo que se guardó");
});
