import { z } from "zod";
import { Id, Instant } from "./common.ts";

/** A row of `processing_logs`, with the requirement's columns: one an operation on a file. */
export const ProcessingLog = z
  .object({
    id: Id,
    file_id: Id,
    user_id: Id,
    run_id: Id.nullable(),
    operation: z.string(),
    status: z.enum(["started", "completed", "failed", "cancelled"]),
    started_at: Instant,
    completed_at: Instant.nullable(),
    error_details: z.string().nullable(),
  })
  .meta({ id: "ProcessingLog" });
export type ProcessingLog = z.infer<typeof ProcessingLog>;
