import { z } from "zod";
import { ChartData } from "./chart.ts";
import { Id, Instant } from "./common.ts";

export const InsightType = z.enum(["quality", "shape", "time", "relation", "concentration", "recommendation"]);
export type InsightType = z.infer<typeof InsightType>;

/** Where a statement comes from: the query that computed it, over the table `file` (of rejected rows: `rejected`), and rows that show it. */
export const Evidence = z.object({
  query: z.string(),
  /** Key of the method's explanation in the catalogue. */
  method: z.string(),
  rows: z
    .object({
      columns: z.array(z.string()),
      rows: z.array(z.array(z.string().nullable())),
      /** Rows that match in the whole file; `rows` holds the first of them. */
      total: z.number().int(),
    })
    .nullable(),
});
export type Evidence = z.infer<typeof Evidence>;

/** How a confidence was computed: the name of the formula (docs/confidence.md) and the figures that went into it. */
export const Confidence = z.object({
  formula: z.enum(["counted", "one_minus_q", "coverage"]),
  inputs: z.record(z.string(), z.number()),
});
export type Confidence = z.infer<typeof Confidence>;

export const InsightParams = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);
export type InsightParams = z.infer<typeof InsightParams>;

/** One finding in a file. `title` and `description` are in the reader's language; `key` and `params` are what they are made from. */
export const InsightBody = z.object({
  type: InsightType,
  title: z.string(),
  description: z.string(),
  data: ChartData,
  evidence: Evidence,
  confidence_score: z.number().min(0).max(1),
  confidence: Confidence,
  key: z.string(),
  params: InsightParams,
  /** Columns that it speaks of, as they are named in the table. */
  columns: z.array(z.string()),
  /** 0 to 1: how much it matters; insights come ranked by it. */
  importance: z.number().min(0).max(1),
  /** What to do about it, in the reader's language; empty when nothing follows. */
  action: z.string(),
  /** In words how it was computed, in the reader's language. */
  method: z.string(),
});
export type InsightBody = z.infer<typeof InsightBody>;

/** As the API answers it. What the requirements call `insight_type` is `type` here. */
export const Insight = InsightBody.extend({
  id: Id,
  file_id: Id,
  /** Whose file it was found in. */
  user_id: Id,
  wave: z.union([z.literal(1), z.literal(2)]),
  created_at: Instant,
}).meta({ id: "Insight" });
export type Insight = z.infer<typeof Insight>;
