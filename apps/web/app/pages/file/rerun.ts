import type { FileResource } from "@caudal/contract/resources/file.ts";

/** How a run stands to the result of an earlier one, which the file goes on showing until a newer run has found everything. */
export type Rerun = {
  readonly state: "under way" | "failed" | "cancelled";
  /** When what is shown was found. */ readonly since: string;
};

/** The newer run on a file that shows an older result; null when what is shown is the last run's own, or there is nothing yet. */
export function rerunOf(file: Pick<FileResource, "status" | "processed_at" | "run">): Rerun | null {
  if (file.processed_at === null || file.run === null) return null;
  if (file.status === "processing") return { state: "under way", since: file.processed_at };
  const { state } = file.run;
  return file.status === "done" && (state === "failed" || state === "cancelled")
    ? { state, since: file.processed_at }
    : null;
}
