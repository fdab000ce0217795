import type { Check, CheckSubject, Difference, DifferenceCode } from "@caudal/contract/resources/verification.ts";

export function difference(code: DifferenceCode, params: Difference["params"] = {}): Difference {
  return { code, params };
}

/** A check that was made: it differs when something does. */
export function checked(subject: CheckSubject, differences: readonly Difference[]): Check {
  return {
    subject,
    outcome: differences.length === 0 ? "same" : "differs",
    because: null,
    differences: [...differences],
  };
}

/** A check that found nothing to compare. */
export function skipped(
  subject: CheckSubject,
  outcome: Exclude<Check["outcome"], "same" | "differs">,
  because: Check["because"] = null,
): Check {
  return { subject, outcome, because, differences: [] };
}
