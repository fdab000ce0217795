import type { Receipt } from "@caudal/contract/resources/receipt.ts";
import type { ReceiptRow } from "@caudal/db/queries/receipts.ts";

/** A receipt as it was written. Without a seal where the sealer has not come to it yet. */
export type ReceiptDocument = { readonly receipt: unknown; readonly seal: Receipt["seal"] };

export function receiptDocument({ content, key_id, signature, sealed_at }: ReceiptRow): ReceiptDocument {
  if (key_id === null || signature === null || sealed_at === null) return { receipt: content, seal: null };
  return {
    receipt: content,
    seal: { algorithm: "Ed25519", key_id, sealed_at: sealed_at.toISOString(), signature },
  };
}
