import { createHmac } from "node:crypto";

/** Keys for links and for heads, derived from one secret that is not in the database. `id` follows from it and tells nothing about it. */
export type AuditKey = { readonly id: string; readonly link: Buffer; readonly head: Buffer };

export function deriveAuditKey(secret: string): AuditKey {
  const derive = (purpose: string): Buffer =>
    createHmac("sha256", secret).update(`caudal audit ${purpose} v1`).digest();
  return { id: derive("key id").toString("hex").slice(0, 16), link: derive("link"), head: derive("head") };
}
