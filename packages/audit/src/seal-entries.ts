import { createHash, createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { partOf, saltOf, type AuditEntry, type AuditPart, type AuditSeal } from "./audit-entry.ts";
import type { AuditKey } from "./audit-key.ts";

/** Where a chain ends; nothing is sealed yet at position 0. */
export type ChainEnd = { readonly position: number; readonly link: string };

/** What the first link follows, and the digest of a part that was erased before it was sealed. */
export const nothing = "0".repeat(64);
export const chainStart: ChainEnd = { position: 0, link: nothing };

/** The JSON Canonicalization Scheme (RFC 8785): one text for one value, whatever order its members came in. */
export function canonicalText(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("a value that JSON cannot say");
  return text;
}

/** SHA-256 of a part and its salt. Without the salt nobody can find out by trying what an erased part said. */
export function digestPart(entry: AuditEntry, part: AuditPart): string {
  const salt = saltOf(entry, part);
  if (salt === null) return nothing;
  return createHash("sha256")
    .update(canonicalText({ part, salt, value: partOf(entry, part) }))
    .digest("hex");
}

type Linked = Omit<AuditSeal, "link">;

/** HMAC-SHA-256 over the link before, the entry's frame, the digests of its parts, and when it was sealed. */
export function linkOf(key: AuditKey, previous: string, entry: AuditEntry, seal: Linked): string {
  const { id, at, account_id, action, object_type } = entry;
  const { position, who_digest, what_digest, key_id, sealed_at } = seal;
  return createHmac("sha256", key.link)
    .update(
      canonicalText({
        previous,
        position,
        key_id,
        sealed_at,
        entry: { id, at, account_id, action, object_type, who: who_digest, what: what_digest },
      }),
    )
    .digest("hex");
}

/** The seals of these entries, in their order, after the end of a chain. `sealedAt` is milliseconds since the epoch. */
export function sealEntries(
  key: AuditKey,
  end: ChainEnd,
  entries: readonly AuditEntry[],
  sealedAt: number,
): readonly AuditSeal[] {
  // To the microsecond, as the database writes times.
  const sealed_at = new Date(sealedAt).toISOString().replace("Z", "000Z");
  let previous = end.link;
  return entries.map((entry, index) => {
    const seal = {
      position: end.position + index + 1,
      entry_id: entry.id,
      who_digest: digestPart(entry, "who"),
      what_digest: digestPart(entry, "what"),
      key_id: key.id,
      sealed_at,
    };
    previous = linkOf(key, previous, entry, seal);
    return { ...seal, link: previous };
  });
}
