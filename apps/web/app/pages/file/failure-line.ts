import type { FileResource } from "@caudal/contract/resources/file.ts";
import type { Words } from "../../i18n/es/words.ts";

/** Why a file could not be processed, in one line. */
export function failureLine(file: FileResource, w: Words): string {
  if (file.error !== null) return `${file.error.title}. ${file.error.detail}`;
  return file.error_message ?? w.file.detail.failed;
}
