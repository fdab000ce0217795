import { z } from "zod";
import { FileStatus } from "./file-status.ts";
import { Id, Instant } from "./common.ts";
import { Insight, InsightType } from "./insight.ts";
import { Problem } from "./problem.ts";
import { RunState } from "./run.ts";

export const TracedFile = z.object({
  id: Id,
  file_name: z.string(),
  file_type: z.string(),
  file_size: z.number().int(),
  sha256: z.string().nullable(),
  status: FileStatus,
  uploaded_at: Instant,
});
/** Whose it is, in every phase: no step of the work is done in another name. */
export const TracedPerson = z.object({ user_id: Id, name: z.string(), email: z.string() });

export const TracedRun = z.object({
  id: Id,
  kind: z.string(),
  state: RunState,
  attempts: z.number().int(),
  /** The request that asked for it, as the server's log names it. */
  request_id: z.string().nullable(),
  queued_at: Instant,
  started_at: Instant.nullable(),
  finished_at: Instant.nullable(),
  seconds: z.number().nullable(),
  engine: z.object({ name: z.string(), version: z.string() }).nullable(),
  steps: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      state: z.enum(["running", "done", "failed"]),
      seconds: z.number().nullable(),
    }),
  ),
  rows: z.number().int().nullable(),
  rejected: z.number().int().nullable(),
  insight_count: z.number().int(),
  /** Its result is what the file shows. */
  shown: z.boolean(),
  error: Problem.nullable(),
  /** Null until the run has ended. `key_id` is null for the moment until it is signed. */
  receipt: z.object({ written_at: Instant, key_id: z.string().nullable() }).nullable(),
});
export type TracedRun = z.infer<typeof TracedRun>;

export const TracedInsight = z.object({ id: Id, run_id: Id, type: InsightType, title: z.string() });

/** From a file's bytes to all that came of them. Lists hold the newest; their totals count all. */
export const FileTrace = z
  .object({
    file: TracedFile,
    person: TracedPerson,
    upload: z.object({ id: Id, created_at: Instant }).nullable(),
    runs: z.array(TracedRun),
    run_total: z.number().int(),
    insights: z.array(TracedInsight),
    insight_total: z.number().int(),
    rejects_kept: z.number().int(),
    /** What stands in the store. */
    copies: z.array(
      z.object({
        kind: z.enum(["original", "table"]),
        run_id: Id.nullable(),
        bytes: z.number().int().nullable(),
        sha256: z.string().nullable(),
      }),
    ),
    notifications: z.array(z.object({ id: Id, title: z.string(), message: z.string(), created_at: Instant })),
    notification_total: z.number().int(),
  })
  .meta({ id: "FileTrace" });
export type FileTrace = z.infer<typeof FileTrace>;

/** From a finding back to the bytes that it was found in. */
export const InsightTrace = z
  .object({
    insight: Insight,
    query: z.string(),
    run: TracedRun,
    file: TracedFile,
    person: TracedPerson,
    /** Whether it is, to the letter, what the run's receipt says; null while there is no receipt. */
    as_in_receipt: z.boolean().nullable(),
  })
  .meta({ id: "InsightTrace" });
export type InsightTrace = z.infer<typeof InsightTrace>;
