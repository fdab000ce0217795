import { z } from "zod";
import { Id, Instant } from "./common.ts";
import { Problem } from "./problem.ts";

/** Names of the states in packages/runs; a test there compares the two lists. */
export const RunState = z.enum(["queued", "running", "waiting", "cancelling", "succeeded", "failed", "cancelled"]);
export type RunState = z.infer<typeof RunState>;

export const RunSummary = z
  .object({
    id: Id,
    kind: z.string(),
    state: RunState,
    /** 0 to 1, never falling within an attempt. */
    progress: z.number().min(0).max(1),
    /** Name of the step at work, and what it is doing in the reader's language. */
    step: z.string().nullable(),
    message: z.string(),
    attempt: z.number().int(),
    queued_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    error: Problem.nullable(),
  })
  .meta({ id: "RunSummary" });
export type RunSummary = z.infer<typeof RunSummary>;

export const RunStep = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(["running", "done", "failed"]),
  attempt: z.number().int(),
  started_at: Instant,
  finished_at: Instant.nullable(),
  seconds: z.number().nullable(),
});

export const RunLog = z.object({ at: Instant, level: z.enum(["info", "warn", "error"]), message: z.string() });

export const RunDetail = RunSummary.extend({
  file_id: Id.nullable(),
  steps: z.array(RunStep),
  logs: z.array(RunLog),
}).meta({ id: "RunDetail" });
export type RunDetail = z.infer<typeof RunDetail>;
