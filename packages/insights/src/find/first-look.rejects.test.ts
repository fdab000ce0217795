import { toInsightBody } from "@caudal/contract/findings/render-finding.ts";
import { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { Reject } from "@caudal/tables/scan.ts";
import { expect, it } from "vitest";
import { findInsights } from "../find-insights.ts";
import type { InsightTable } from "../table.ts";

const reject = (line: number, text: string): Reject => ({ line, column: "monto", reason: "cast", text });

function say(rejects: readonly Reject[], rejected: number) {
  const columns = [{ name: "monto", sourceName: "monto", type: { kind: "int", bits: 32 } }] as const;
  const table: InsightTable = { columns, rows: 100, rejected, rejects, today: "2026-01-01" };
  const [finding] = findInsights(1, table, []).filter(({ key }) => key === "rejected_rows");
  if (finding === undefined) throw new Error("nothing was said of the rejected rows");
  return finding;
}

it("shows the rows that could not be read, where they stand and why", () => {
  const finding = say([reject(7, "a,x"), { line: 9, column: null, reason: "quote", text: '"b' }], 2);
  const body = InsightBody.parse(toInsightBody(finding, "es"));
  expect(body.evidence.rows).toEqual({
    total: 2,
    columns: ["Línea", "Columna", "Motivo", "Texto"],
    rows: [
      ["7", "monto", "El valor de «monto» no es del tipo de su columna.", "a,x"],
      ["9", null, "Hay unas comillas sin cerrar.", '"b'],
    ],
  });
  expect(body.evidence.query).toContain("FROM rejected");
  expect(toInsightBody(finding, "en").evidence.rows?.columns).toEqual(["Line", "Column", "Reason", "Text"]);
});

it("shows the first ones of many, cut to a length that a page can show, and counts all", () => {
  const finding = say(
    Array.from({ length: 1000 }, (_, i) => reject(i + 2, "🙂".repeat(5000))),
    80_000,
  );
  expect(finding.evidence.rows?.total).toBe(80_000);
  expect(finding.evidence.rows?.rows).toHaveLength(10);
  expect(finding.evidence.rows?.rows[0]?.[3]).toBe("🙂".repeat(200));
});
