import { problemOfStored } from "@caudal/contract/faults/problem-of.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { ColumnProfile, FileReading } from "@caudal/contract/resources/reading.ts";
import type { FileDetail, FileResource } from "@caudal/contract/resources/file.ts";
import type { FileRow, ListedFileRow } from "@caudal/db/queries/files.ts";
import { z } from "zod";
import { runSummary } from "../runs/run-resource.ts";

/** A file as a reader sees it: its failure is told in the reader's language, whatever language it was stored in. */
export function fileResource(file: ListedFileRow, locale: LanguageTag): FileResource {
  const error = file.error === null ? null : problemOfStored(file.error, locale);
  return {
    id: file.id,
    user_id: file.user_id,
    file_name: file.file_name,
    file_type: file.file_type,
    file_size: Number(file.file_size),
    storage_url: file.storage_url,
    databricks_job_id: file.databricks_job_id,
    status: file.status,
    error_message: error === null ? file.error_message : `${error.detail} ${error.action}`,
    error,
    uploaded_at: file.uploaded_at.toISOString(),
    processed_at: file.processed_at?.toISOString() ?? null,
    metadata: file.metadata,
    sha256: file.sha256,
    duplicate_of: file.duplicate_of,
    rows: countOf(file.rows),
    rejected: countOf(file.rejected),
    insight_count: Number(file.insight_count),
    shared:
      file.read_by === null
        ? null
        : {
            share_id: file.read_by.share_id,
            owner: { user_id: file.user_id, name: file.read_by.owner_name },
            since: instantOf(file.read_by.since),
            until: file.read_by.until === null ? null : instantOf(file.read_by.until),
            may_download: file.read_by.may_download,
          },
    share_count: file.share_count,
    run: file.latest_run === null ? null : runSummary(file.latest_run, locale),
  };
}

/** What an older version stored and this one cannot read counts as not read. */
export function readingOf(file: FileRow): FileReading | null {
  return FileReading.safeParse(file.reading).data ?? null;
}

export function columnsOf(file: FileRow): ColumnProfile[] | null {
  return z.array(ColumnProfile).safeParse(file.columns).data ?? null;
}

export function fileDetail(file: FileRow, locale: LanguageTag): FileDetail {
  return { ...fileResource(file, locale), reading: readingOf(file), columns: columnsOf(file) };
}

/** As JSON from the database carries it. */
function instantOf(stored: string): string {
  return new Date(stored).toISOString();
}

function countOf(stored: string | null): number | null {
  return stored === null ? null : Number(stored);
}
