import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { Check, Difference, ReceiptFacts, Verdict } from "@caudal/contract/resources/verification.ts";
import { checked, difference, skipped } from "./check.ts";
import { compareFigures } from "./compare-figures.ts";
import { compareInsights, compareRejects } from "./compare-findings.ts";
import { compareOriginal } from "./compare-original.ts";
import { compareInput, compareRun } from "./compare-run.ts";
import { compareTable } from "./compare-table.ts";
import type { SealState } from "./seal-receipt.ts";

/** What a receipt says against what is there now, subject by subject. */
export function compareReceipt(receipt: ReceiptContent, now: ReceiptFacts): readonly Check[] {
  const replaced = now.replaced_by !== null || now.being_replaced_by !== null;
  const run = compareRun(receipt, now.content, replaced);
  const original = compareOriginal(receipt.input, now.original, compareInput(receipt, now.content, replaced));
  // A later run takes the place of all that this one left.
  if (replaced)
    return [
      run,
      original,
      ...(["table", "insights", "rejects", "figures"] as const).map((subject) =>
        now.replaced_by === null ? skipped(subject, "unchecked", "at_work") : skipped(subject, "replaced"),
      ),
    ];
  const { left } = now.content;
  const figures = [
    ...compareFigures(receipt.left, left),
    ...(now.shown === null ? [] : compareFigures(receipt.left, now.shown)),
  ];
  return [
    run,
    original,
    compareTable(receipt.left.table, now.table),
    compareInsights(receipt.left.insights, left.insights),
    compareRejects(receipt.left, left),
    checked("figures", unique(figures)),
  ];
}

/** `keys`: whether there were keys to check it with at all. */
export function checkOfSeal(state: SealState, keys: boolean): Check {
  switch (state) {
    case "good":
      return checked("signature", []);
    case "unsigned":
      return skipped("signature", "unchecked", "unsigned");
    case "key_unknown":
      return keys ? checked("signature", [difference("key_unknown")]) : skipped("signature", "unchecked", "no_key");
    case "forged":
      return checked("signature", [difference("signature_forged")]);
  }
}

const undecided: readonly Check["because"][] = ["no_key", "not_asked", "at_work"];

/**
 * What the checks come to. Without a key that could tell who wrote it, a receipt proves nothing, unless it says itself that nobody signed;
 * what was asked for and could not be compared is never taken for good.
 */
export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some(({ outcome }) => outcome === "differs")) return "differs";
  if (checks.some(({ because }) => because !== null && undecided.includes(because))) return "unchecked";
  const same = checks.filter(({ outcome }) => outcome === "same");
  // That a receipt was not changed says nothing of what it speaks of.
  if (same.some(({ subject }) => subject !== "signature" && subject !== "audit")) return "intact";
  return same.length > 0 ? "signed" : "unchecked";
}

function unique(differences: readonly Difference[]): readonly Difference[] {
  return [...new Map(differences.map((each) => [JSON.stringify(each), each])).values()];
}
