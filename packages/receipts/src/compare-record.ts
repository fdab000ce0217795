import type { Check, ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { checked, difference } from "./check.ts";
import { digestValue } from "./digest-value.ts";

/** What the audit was told as the run ended, against the receipt. `receipt` is its content as JSON as it came, not as a schema reads it. */
export function compareRecord(receipt: unknown, { sha256, audit }: ReceiptFacts["record"]): Check {
  return checked("audit", [
    ...(digestValue(receipt) === sha256 ? [] : [difference("receipt_other")]),
    ...(audit === "same" ? [] : [difference(audit === "missing" ? "audit_missing" : "audit_differs")]),
  ]);
}
