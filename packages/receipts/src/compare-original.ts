import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { Check, Difference } from "@caudal/contract/resources/verification.ts";
import { checked, difference, skipped } from "./check.ts";

/** The bytes that the run read, and those that are there now; null when there are none. `also`: what else differs about the file. */
export function compareOriginal(
  input: ReceiptContent["input"],
  now: { readonly size: number; readonly sha256: string } | null,
  also: readonly Difference[] = [],
): Check {
  if (input === null) return also.length === 0 ? skipped("original", "none") : checked("original", also);
  if (now === null) return checked("original", [difference("original_gone", { name: input.name }), ...also]);
  const isSame = now.size === input.size && (input.sha256 === null || now.sha256 === input.sha256);
  const changed = isSame
    ? []
    : [
        difference("original_changed", {
          name: input.name,
          size: input.size,
          size_now: now.size,
          sha256: input.sha256,
          sha256_now: now.sha256,
        }),
      ];
  // A run that ended before it had read all of the file knows its size alone, which is not enough to say that it is the same.
  if (input.sha256 === null && isSame && also.length === 0) return skipped("original", "unchecked", "not_hashed");
  return checked("original", [...changed, ...also]);
}
