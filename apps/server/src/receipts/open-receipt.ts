import { createHash } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import type { Receipt } from "@caudal/contract/resources/receipt.ts";
import type { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { findReceipt, type FoundReceipt } from "@caudal/db/queries/receipts.ts";
import { findRunState } from "@caudal/db/queries/runs.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, type Scope } from "@caudal/db/scope.ts";
import { digestValue } from "@caudal/receipts/digest-value.ts";
import type { SigningKey } from "@caudal/receipts/receipt-key.ts";
import type { Kysely } from "kysely";
import { receiptDocument } from "./receipt-document.ts";
import { sealOne } from "./seal-receipts.ts";

export type SealedReceipt = { readonly receipt: unknown; readonly seal: NonNullable<Receipt["seal"]> };
export type OpenedReceipt = { readonly document: SealedReceipt; readonly record: ReceiptFacts["record"] };

/**
 * The receipt as it was signed, and what the audit knows of it. One that the sealer has not come to yet is signed now: nobody waits for its
 * turn. @throws Faults `not_found`, `not_ready` while its run is at work.
 */
export async function openReceipt(
  db: Kysely<Database>,
  key: SigningKey,
  scope: Scope,
  runId: string,
): Promise<OpenedReceipt> {
  const find = () =>
    readInScope(db, scope, async (tx) => {
      const found = await findReceipt(tx, runId);
      if (found === null && (await findRunState(tx, runId)) === null) throw new Fault("not_found");
      return found;
    });
  const found = await find();
  if (found === null) throw new Fault("not_ready");
  const sealed = open(found);
  if (sealed !== null) return sealed;
  await sealOne(db, key, runId, found.content);
  const again = await find();
  const known = again === null ? null : open(again);
  if (known === null) throw new Fault("not_found");
  return known;
}

function open({ text, recorded, ...row }: FoundReceipt): OpenedReceipt | null {
  const { receipt, seal } = receiptDocument(row);
  if (seal === null) return null;
  const digest = createHash("sha256").update(text).digest("hex");
  // More than one entry is one too many: whoever adds another digest does not take the first one away.
  const audit = recorded.length === 0 ? "missing" : recorded.every((each) => each === digest) ? "same" : "differs";
  return { document: { receipt, seal }, record: { sha256: digestValue(receipt), audit } };
}
