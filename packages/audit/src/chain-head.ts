import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { AuditSeal } from "./audit-entry.ts";
import type { AuditKey } from "./audit-key.ts";
import { canonicalText } from "./seal-entries.ts";

/** The end of the chain at a moment, kept outside of the database, so that a chain that lost its tail is found out. */
const chainHead = z.object({
  position: z.number().int().min(1).safe(),
  link: z.string().regex(/^[0-9a-f]{64}$/),
  sealed_at: z.string(),
  key_id: z.string(),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ChainHead = z.output<typeof chainHead>;

/** A head that somebody noted down: its position, and the first digits of its link. */
export type NotedHead = { readonly position: number; readonly link: string };

export function signHead(
  key: AuditKey,
  { position, link, sealed_at, key_id }: Pick<AuditSeal, "position" | "link" | "sealed_at" | "key_id">,
): ChainHead {
  const head = { position, link, sealed_at, key_id };
  return { ...head, signature: signatureOf(key, head) };
}

export function isSignedHead(key: AuditKey, { signature, ...head }: ChainHead): boolean {
  return timingSafeEqual(Buffer.from(signature, "hex"), Buffer.from(signatureOf(key, head), "hex"));
}

/** The lines of a file of heads. What follows the last line end was torn off when it was written, and says nothing. */
export function linesOfHeads(text: string): readonly string[] {
  return text.split("\n").slice(0, -1);
}

/** A line of a file of heads; null when it is none. */
export function parseHead(line: string): ChainHead | null {
  try {
    return chainHead.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** `POSITION:LINK` with at least 12 digits of the link, as a person notes it down; null when it is none. */
export function parseNotedHead(text: string): NotedHead | null {
  const [, position = "", link = ""] = /^([1-9]\d{0,15}):([0-9a-f]{12,64})$/i.exec(text.trim()) ?? [];
  return position === "" ? null : { position: Number(position), link: link.toLowerCase() };
}

function signatureOf(key: AuditKey, head: Omit<ChainHead, "signature">): string {
  return createHmac("sha256", key.head).update(canonicalText(head)).digest("hex");
}
