import { z } from "zod";
import { Id, Instant } from "./common.ts";
import { ReceiptColumn, ReceiptContent, Sha256, TableContents } from "./receipt.ts";

/** What differs between a receipt and what is there now; `contract/receipts` has the words for each. */
export const differenceCodes = [
  // who wrote it
  "signature_forged",
  "key_unknown",
  // what the audit was told of it
  "receipt_other",
  "audit_missing",
  "audit_differs",
  // the run and whose it is
  "run_gone",
  "run_changed",
  "person_changed",
  // the file as it arrived
  "original_gone",
  "original_changed",
  "input_changed",
  // its rows
  "table_gone",
  "table_unreadable",
  "table_bytes",
  "table_rows",
  "rows_checksum",
  "column_checksum",
  "column_present",
  "column_gone",
  "column_new",
  // what was found
  "insight_changed",
  "insight_gone",
  "insight_new",
  "rejects_count",
  "rejects_changed",
  "rejected_count",
  "rows_count",
  "column_figure",
] as const;
export const DifferenceCode = z.enum(differenceCodes);
export type DifferenceCode = z.infer<typeof DifferenceCode>;

export const Difference = z.object({
  code: DifferenceCode,
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Difference = z.infer<typeof Difference>;

export const checkSubjects = [
  "signature",
  "audit",
  "run",
  "original",
  "table",
  "insights",
  "rejects",
  "figures",
] as const;
export const CheckSubject = z.enum(checkSubjects);
export type CheckSubject = z.infer<typeof CheckSubject>;

/**
 * same: it is as the receipt says. differs: `differences` say how. replaced: a later run of the same file took its place, as it should.
 * none: the run left nothing of the kind. unchecked: it could not be compared, `because` says why.
 */
export const Check = z.object({
  subject: CheckSubject,
  outcome: z.enum(["same", "differs", "replaced", "none", "unchecked"]),
  because: z
    .enum(["unsigned", "no_key", "other_engine", "not_hashed", "not_asked", "no_run", "unreadable", "at_work"])
    .nullable(),
  differences: z.array(Difference),
});
export type Check = z.infer<typeof Check>;

/**
 * intact: all that could be compared is as the receipt says, and something could. differs: something is not. signed: its signature is good,
 * and nothing was compared with what is there. unchecked: nothing could be, or not what was asked for.
 */
export const Verdict = z.enum(["intact", "differs", "signed", "unchecked"]);
export type Verdict = z.infer<typeof Verdict>;

/** What is there now, measured anew: the same figures as a receipt holds. */
export const ReceiptFacts = z.object({
  content: ReceiptContent,
  /** The file's bytes in the store. */
  original: z.object({ size: z.number().int(), sha256: Sha256 }).nullable(),
  /** The Parquet copy in the store; without contents when nobody can read it. */
  table: z.object({ sha256: Sha256, bytes: z.number().int(), contents: TableContents.nullable() }).nullable(),
  /** What the file itself shows, where it is this run's result that it shows. */
  shown: z
    .object({
      rows: z.number().int().nullable(),
      rejected: z.number().int().nullable(),
      columns: z.array(ReceiptColumn),
    })
    .nullable(),
  /** The later run that took the place of what this one left, as its own receipt shows; null where none does. */
  replaced_by: Id.nullable(),
  /** One that is at work and has taken it already: its receipt is not there yet. */
  being_replaced_by: Id.nullable(),
  /** The receipt that is kept (SHA-256 of its content's canonical JSON, RFC 8785), and whether the audit was told of that one as the run ended. */
  record: z.object({ sha256: Sha256, audit: z.enum(["same", "differs", "missing"]) }),
});
export type ReceiptFacts = z.infer<typeof ReceiptFacts>;

export const Verification = z
  .object({
    checked_at: Instant,
    verdict: Verdict,
    checks: z.array(Check.extend({ title: z.string(), messages: z.array(z.string()) })),
    now: ReceiptFacts,
  })
  .meta({ id: "Verification" });
export type Verification = z.infer<typeof Verification>;
