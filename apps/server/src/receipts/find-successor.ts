import { ReceiptContent, type ReceiptKeySet } from "@caudal/contract/resources/receipt.ts";
import type { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import type { StoredFacts } from "@caudal/db/queries/receipts.ts";
import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import type { OpenedReceipt } from "./open-receipt.ts";

type Successor = Pick<ReceiptFacts, "replaced_by" | "being_replaced_by">;
const nobody: Successor = { replaced_by: null, being_replaced_by: null };

/**
 * The later run that took the place of what this one left, or is about to. That what it left is gone proves nothing, and neither does what
 * the database points to: the later run's own receipt has to say that it read the same file, and it has to be good.
 */
export async function findSuccessor(
  receipt: ReceiptContent | undefined,
  { successor }: StoredFacts,
  openOf: (runId: string) => Promise<OpenedReceipt>,
  keys: ReceiptKeySet,
): Promise<Successor> {
  // What left nothing has nothing that could be replaced.
  if (successor === null || receipt === undefined || receipt.engine === null) return nobody;
  if (successor.isAtWork) return { ...nobody, being_replaced_by: successor.runId };
  return vouches(await openOf(successor.runId), successor.runId, receipt, keys)
    ? { ...nobody, replaced_by: successor.runId }
    : nobody;
}

function vouches(
  { document, record }: OpenedReceipt,
  runId: string,
  earlier: ReceiptContent,
  keys: ReceiptKeySet,
): boolean {
  const later = ReceiptContent.safeParse(document.receipt).data;
  if (later === undefined || checkSeal(document, keys) !== "good" || record.audit !== "same") return false;
  const isSameFile = later.input !== null && later.input.file_id === earlier.input?.file_id;
  // Both as the database writes them, to the microsecond: as text they stand in their order.
  const isLater = later.run.queued_at > earlier.run.queued_at;
  // A whole result goes for another one only; of any other, nothing is kept once a later run has begun to read.
  const gotFar = earlier.run.state !== "succeeded" || later.run.state === "succeeded" || later.left.table !== null;
  return later.run.id === runId && isSameFile && isLater && later.engine !== null && gotFar;
}
