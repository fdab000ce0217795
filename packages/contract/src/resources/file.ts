import { z } from "zod";
import { Id, Instant } from "./common.ts";
import { FileStatus } from "./file-status.ts";
import { ColumnProfile, FileReading } from "./reading.ts";
import { RunSummary } from "./run.ts";
import { Problem } from "./problem.ts";
import { ReadBy } from "./share.ts";

/** A row of `files`, with the requirement's columns, and what the page shows beside it. */
export const FileResource = z
  .object({
    id: Id,
    user_id: Id,
    file_name: z.string(),
    file_type: z.string(),
    file_size: z.number().int(),
    /** Where its bytes can be downloaded by their owner. */
    storage_url: z.string(),
    databricks_job_id: z.string().nullable(),
    status: FileStatus,
    error_message: z.string().nullable(),
    /** The failure as a problem document, in the reader's language. */
    error: Problem.nullable(),
    uploaded_at: Instant,
    processed_at: Instant.nullable(),
    metadata: z.record(z.string(), z.unknown()),
    sha256: z.string().nullable(),
    /** An earlier file of the same person with the same bytes. */
    duplicate_of: Id.nullable(),
    rows: z.number().int().nullable(),
    rejected: z.number().int().nullable(),
    insight_count: z.number().int(),
    /** The latest run on it; null before the first, and for a file of another. */
    run: RunSummary.nullable(),
    /** By which share the reader reads it; null for one's own. */
    shared: ReadBy.nullable(),
    /** To how many members and links it is open; 0 for another's, of whom nothing is told. */
    share_count: z.number().int(),
  })
  .meta({ id: "File" });
export type FileResource = z.infer<typeof FileResource>;

/** A file with how it was read and its columns; null until it was read. */
export const FileDetail = FileResource.extend({
  reading: FileReading.nullable(),
  columns: z.array(ColumnProfile).nullable(),
}).meta({ id: "FileDetail" });
export type FileDetail = z.infer<typeof FileDetail>;

/** What went with a file: rows by kind, and what the object store held of it. Notifications stay, without its name, and no longer lead to it. */
export const FileRemoval = z
  .object({
    rows: z.object({
      insights: z.number().int(),
      rejects: z.number().int(),
      run_profiles: z.number().int(),
      processing_logs: z.number().int(),
      runs: z.number().int(),
      run_steps: z.number().int(),
      run_logs: z.number().int(),
      receipts: z.number().int(),
      uploads: z.number().int(),
      shares: z.number().int(),
      notifications_unlinked: z.number().int(),
    }),
    objects: z.number().int(),
    bytes: z.number().int(),
  })
  .meta({ id: "FileRemoval" });
export type FileRemoval = z.infer<typeof FileRemoval>;

/** A page of raw rows. Cells are canonical text (plain decimals, ISO dates), null where the cell is empty. */
export const RowPage = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.string().nullable())),
    /** The place of each of `rows` among the rows that were read, in the file's order and from 1, however they are sorted. */
    numbers: z.array(z.number().int().min(1)),
    offset: z.number().int(),
    total: z.number().int(),
  })
  .meta({ id: "RowPage" });
export type RowPage = z.infer<typeof RowPage>;

/** Rows that could not be read, with their place in the file as a person counts. */
export const RejectPage = z
  .object({
    rejects: z.array(
      z.object({
        line: z.number().int(),
        column: z.string().nullable(),
        reason: z.string(),
        message: z.string(),
        text: z.string(),
      }),
    ),
    total: z.number().int(),
  })
  .meta({ id: "RejectPage" });
export type RejectPage = z.infer<typeof RejectPage>;
