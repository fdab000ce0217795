import { z } from "zod";

/** An axis: what it shows and in which unit ("" when it has none). `format` says how a value is written. */
export const Axis = z.object({
  label: z.string(),
  unit: z.string().default(""),
  format: z.enum(["number", "percent", "date", "month", "text"]).default("number"),
});

const Beyond = z.object({ count: z.number(), farthest: z.number() });

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What a chart needs, and nothing that could be computed from it. Times are ISO text, left to right, gaps as null. */
export const ChartData = z.discriminatedUnion("chart", [
  z.object({ chart: z.literal("none") }),
  z.object({
    chart: z.literal("figure"),
    value: z.number(),
    total: z.number().nullable(),
    format: z.enum(["number", "percent"]),
    label: z.string(),
  }),
  z.object({
    chart: z.literal("bar"),
    category: Axis,
    value: Axis,
    bars: z.array(z.object({ label: z.string(), value: z.number(), highlight: z.boolean().default(false) })),
    /** How many further categories were left out, and their sum. */
    others: z.object({ count: z.number(), value: z.number() }).nullable(),
  }),
  z.object({
    chart: z.literal("histogram"),
    value: Axis,
    bins: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
    /** Rows outside the bins, and the farthest value of them, on each side that has any. */
    beyond: z.object({ low: Beyond.optional(), high: Beyond.optional() }).optional(),
    marks: z.array(z.object({ label: z.string(), value: z.number() })),
  }),
  z.object({
    chart: z.literal("line"),
    time: Axis,
    value: Axis,
    points: z.array(z.object({ at: z.string(), value: z.number().nullable() })),
    /** Whether the first or last period may be covered in part only. */
    partial: z.object({ first: z.boolean(), last: z.boolean() }).optional(),
    /** Fitted line, same length as points; empty when none. */
    fit: z.array(z.number().nullable()),
    /** Interval around the fit, same length as points; empty when none. */
    band: z.array(z.object({ low: z.number(), high: z.number() })),
  }),
  z.object({
    chart: z.literal("scatter"),
    x: Axis,
    y: Axis,
    points: z.array(z.tuple([z.number(), z.number()])),
    /** True when the points are a sample of the rows. */
    sampled: z.boolean(),
    fit: z.object({ slope: z.number(), intercept: z.number() }).nullable(),
  }),
  z.object({
    chart: z.literal("groups"),
    category: Axis,
    value: Axis,
    groups: z.array(
      z.object({
        label: z.string(),
        count: z.number(),
        low: z.number(),
        q1: z.number(),
        median: z.number(),
        q3: z.number(),
        high: z.number(),
      }),
    ),
  }),
  z.object({
    chart: z.literal("heatmap"),
    x: Axis,
    y: Axis,
    xs: z.array(z.string()),
    ys: z.array(z.string()),
    values: z.array(z.array(z.number())),
    format: z.enum(["number", "percent"]),
  }),
  z.object({ chart: z.literal("table"), columns: z.array(z.string()), rows: z.array(z.array(Cell)) }),
]);
export type ChartData = z.infer<typeof ChartData>;
