import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** SHA-256 of a value's canonical JSON (RFC 8785), in hexadecimal. */
export function digestValue(value: unknown): string {
  return createHash("sha256")
    .update(canonicalize(value) ?? "")
    .digest("hex");
}
