import { Fault } from "@caudal/base/fault.ts";
import { renderCheck } from "@caudal/contract/receipts/receipt-words.ts";
import { ReceiptContent, type Receipt } from "@caudal/contract/resources/receipt.ts";
import type { receiptRoutes } from "@caudal/contract/routes/receipts.ts";
import { findReceipt, loadReceiptFacts, type ReceiptRow } from "@caudal/db/queries/receipts.ts";
import { findRunState } from "@caudal/db/queries/runs.ts";
import { loadFileTrace, loadInsightTrace } from "@caudal/db/queries/traces.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart, readInScope, type Scope } from "@caudal/db/scope.ts";
import { skipped } from "@caudal/receipts/check.ts";
import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import { checkOfSeal, compareReceipt, verdictOf } from "@caudal/receipts/verify-receipt.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import { measureFacts, type FactPorts } from "./measure-facts.ts";
import { receiptDocument } from "./receipt-document.ts";
import type { ReceiptKeys } from "./receipt-keys.ts";
import { sealOne } from "./seal-receipts.ts";
import { fileTrace, insightTrace } from "./trace-resource.ts";

export type ReceiptPorts = FactPorts & { readonly db: Kysely<Database>; readonly keys: ReceiptKeys };

export function receiptHandlers(ports: ReceiptPorts): HandlersOf<typeof receiptRoutes> {
  const { db, objects, keys } = ports;

  /** The receipt as it was signed. One that the sealer has not come to yet is signed now: nobody waits for its turn. */
  async function requireReceipt(scope: Scope, runId: string): Promise<SealedReceipt> {
    const find = () =>
      readInScope(db, scope, async (tx) => {
        const row = await findReceipt(tx, runId);
        if (row === null && (await findRunState(tx, runId)) === null) throw new Fault("not_found");
        return row;
      });
    const row = await find();
    if (row === null) throw new Fault("not_ready");
    const sealed = documentOf(row);
    if (sealed !== null) return sealed;
    await sealOne(db, keys.signing, runId, row.content);
    const again = await find();
    const known = again === null ? null : documentOf(again);
    if (known === null) throw new Fault("not_found");
    return known;
  }

  return {
    getReceipt: async ({ params, person, context }) => {
      const document = await requireReceipt(person.scope, params.id);
      context.reply.headers.set("content-disposition", `attachment; filename="recibo-${params.id}.json"`);
      // As it was signed: a schema of another version would leave members out.
      return document as Receipt;
    },
    verifyReceipt: async ({ params, person, context }) => {
      const document = await requireReceipt(person.scope, params.id);
      const stored = await readApart(db, person.scope, (tx) => loadReceiptFacts(tx, params.id));
      if (stored === null) throw new Fault("not_found");
      const now = await measureFacts(ports, stored, person.scope.accountId, context.signal);
      const seal = checkOfSeal(checkSeal(document, keys.published), true);
      // A receipt that was tampered with may have any form; then nothing of it can be compared.
      const content = ReceiptContent.safeParse(document.receipt).data;
      const checks = [seal, ...(content === undefined ? [unreadable] : compareReceipt(content, now))];
      return {
        checked_at: new Date().toISOString(),
        verdict: verdictOf(checks),
        checks: checks.map((check) => ({ ...check, ...renderCheck(context.locale, check) })),
        now,
      };
    },
    traceFile: async ({ params, person, context }) => {
      const rows = await readApart(db, person.scope, (tx) => loadFileTrace(tx, params.id));
      if (rows === null) throw new Fault("not_found");
      return fileTrace(rows, context.locale, (key) => objects.size(key));
    },
    traceInsight: async ({ params, person, context }) => {
      const rows = await readApart(db, person.scope, (tx) => loadInsightTrace(tx, params.id));
      if (rows === null) throw new Fault("not_found");
      return insightTrace(rows, context.locale);
    },
    getReceiptKeys: async ({ context }) => {
      context.reply.headers.set("cache-control", "public, max-age=300");
      return { keys: keys.published.keys };
    },
  };
}

const unreadable = skipped("run", "unchecked", "unreadable");

type SealedReceipt = { readonly receipt: unknown; readonly seal: NonNullable<Receipt["seal"]> };

function documentOf(row: ReceiptRow): SealedReceipt | null {
  const { receipt, seal } = receiptDocument(row);
  return seal === null ? null : { receipt, seal };
}
