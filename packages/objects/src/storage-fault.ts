import { Fault } from "@caudal/base/fault.ts";

const full = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const readOnly = new Set(["EROFS", "EACCES", "EPERM"]);

function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** What a failed file operation means to the person who waits for it; errors that mean nothing special come back as they are. */
export function toStorageFault(error: unknown): unknown {
  const code = systemCode(error);
  if (code === null) return error;
  if (full.has(code)) return new Fault("storage_full", { persistence: "transient", cause: error });
  if (readOnly.has(code)) return new Fault("storage_read_only", { persistence: "transient", cause: error });
  if (code === "ENOENT") return new Fault("file_missing", { cause: error });
  return error;
}
