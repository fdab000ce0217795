import type { FileResource } from "@caudal/contract/resources/file.ts";

/** Whether a person ended the last run before the file was read: not an error, and not the same as never having begun. */
export function wasCancelled(file: Pick<FileResource, "status" | "run">): boolean {
  return (file.status === "uploaded" || file.status === "error") && file.run?.state === "cancelled";
}
