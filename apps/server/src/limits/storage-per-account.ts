import type { ServerSettings } from "@caudal/base/server-settings.ts";

/** Files of the largest size that an account which anybody may found can keep: enough to begin with, and no disk's whole. */
const largestFiles = 4;

/** Bytes that an account without a figure of its own may keep; null for no limit, which only those choose who also choose who comes in. */
export function storagePerAccount({
  storagePerAccount: set,
  signUp,
  maxUploadBytes,
}: Pick<ServerSettings, "storagePerAccount" | "signUp" | "maxUploadBytes">): number | null {
  if (set !== undefined) return set;
  return signUp === "open" ? largestFiles * maxUploadBytes : null;
}
