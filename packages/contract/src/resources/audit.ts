import { z } from "zod";
import { Id, Instant } from "./common.ts";

export const AuditPerson = z.object({ id: Id, name: z.string() });

export const AuditChange = z.object({
  column: z.string(),
  /** As people call the column. */
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** secret: values are never kept. private: what it says is one person's alone. */
  hidden: z.enum(["secret", "private"]).nullable(),
});
export type AuditChange = z.infer<typeof AuditChange>;

export const AuditEntry = z
  .object({
    id: z.string(),
    at: Instant,
    action: z.string(),
    /** What happened, in one sentence in the reader's language. */
    sentence: z.string(),
    object: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
    /** unknown: a sign-in that was refused; platform: work that nobody asked for; erased: a person who is gone for good. */
    who: z.object({
      kind: z.enum(["person", "platform", "unknown", "erased"]),
      person: AuditPerson.nullable(),
      role: z.string().nullable(),
      /** With what the person showed who it is: the kind and the id of a session or of a key. */
      credential: z.string().nullable(),
      address: z.string().nullable(),
      request_id: z.string().nullable(),
    }),
    people: z.array(AuditPerson),
    changes: z.array(AuditChange),
    /** Whether what it was about was erased with a person. */
    erased: z.boolean(),
    /** Whether the chain holds it: from then on nobody can change it unseen. */
    sealed: z.boolean(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;
