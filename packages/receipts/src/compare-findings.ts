import type { ReceiptContent, ReceiptInsight } from "@caudal/contract/resources/receipt.ts";
import type { Check, Difference } from "@caudal/contract/resources/verification.ts";
import { checked, difference } from "./check.ts";

type Left = ReceiptContent["left"];

/** Findings as they were stored, one by one. */
export function compareInsights(left: Left["insights"], now: Left["insights"]): Check {
  const rest = new Map(now.items.map((insight) => [insight.id, insight]));
  const found: Difference[] = left.items.flatMap((insight) => {
    const other = rest.get(insight.id);
    rest.delete(insight.id);
    if (other === undefined) return [difference("insight_gone", named(insight))];
    return other.sha256 === insight.sha256 ? [] : [difference("insight_changed", named(insight))];
  });
  for (const insight of rest.values()) found.push(difference("insight_new", named(insight)));
  return checked("insights", found);
}

function named({ id, key, columns }: ReceiptInsight): Difference["params"] {
  return { insight: id, key, columns: columns.join(", ") };
}

/** The kept rows that could not be read. */
export function compareRejects(left: Left, now: Left): Check {
  const found: Difference[] = [];
  if (left.rejects.kept !== now.rejects.kept)
    found.push(difference("rejects_count", { kept: left.rejects.kept, kept_now: now.rejects.kept }));
  else if (left.rejects.sha256 !== now.rejects.sha256) found.push(difference("rejects_changed"));
  return checked("rejects", found);
}
