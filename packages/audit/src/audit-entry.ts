import { z } from "zod";

const text = z.string().nullable();
const number = z.number().int().safe();
/** UTC to the microsecond, as the chain hashes it. */
const moment = z.string().regex(/^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const hex = z.string().regex(/^([0-9a-f]{2})*$/);

/**
 * An entry of the audit as the database gives it to the sealer and to the verification. Its two parts, who and what, are each hashed with
 * a salt of its own. In an erased part everything is null, and `*_erased_by` is the number of the erasure's own entry.
 */
export const auditEntry = z.object({
  id: number,
  at: moment,
  account_id: text,
  action: z.string(),
  object_type: z.string(),
  user_id: text,
  role: text,
  credential: text,
  address: text,
  request_id: text,
  who_salt: hex.nullable(),
  who_erased_by: number.nullable(),
  object_id: text,
  object_name: text,
  person_ids: z.array(z.string()).nullable(),
  /** By column; whatever JSON stands there is hashed. */
  changes: z.json(),
  what_salt: hex.nullable(),
  what_erased_by: number.nullable(),
});
export type AuditEntry = z.output<typeof auditEntry>;

/** A link of the chain: the digests of an entry's parts, and an HMAC over them and the link before. Hashes in lower-case hex. */
export const auditSeal = z.object({
  position: number,
  entry_id: number,
  who_digest: hex,
  what_digest: hex,
  link: hex,
  key_id: z.string(),
  sealed_at: moment,
});
export type AuditSeal = z.output<typeof auditSeal>;

export const parts = ["who", "what"] as const;
export type AuditPart = (typeof parts)[number];

/** What a part consists of, without its salt. */
export function partOf(entry: AuditEntry, part: AuditPart): Readonly<Record<string, unknown>> {
  if (part === "what") {
    const { object_id, object_name, person_ids, changes } = entry;
    return { object_id, object_name, person_ids, changes };
  }
  const { user_id, role, credential, address, request_id } = entry;
  return { user_id, role, credential, address, request_id };
}

export function saltOf(entry: AuditEntry, part: AuditPart): string | null {
  return part === "who" ? entry.who_salt : entry.what_salt;
}

export function erasureOf(entry: AuditEntry, part: AuditPart): number | null {
  return part === "who" ? entry.who_erased_by : entry.what_erased_by;
}
