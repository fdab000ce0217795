import { Fault } from "@caudal/base/fault.ts";
import { renderCheck } from "@caudal/contract/receipts/receipt-words.ts";
import { ReceiptContent, type Receipt } from "@caudal/contract/resources/receipt.ts";
import type { receiptRoutes } from "@caudal/contract/routes/receipts.ts";
import { loadReceiptFacts } from "@caudal/db/queries/receipts.ts";
import { loadFileTrace, loadInsightTrace } from "@caudal/db/queries/traces.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart, type Scope } from "@caudal/db/scope.ts";
import { skipped } from "@caudal/receipts/check.ts";
import { compareRecord } from "@caudal/receipts/compare-record.ts";
import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import { checkOfSeal, compareReceipt, verdictOf } from "@caudal/receipts/verify-receipt.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import { findSuccessor } from "./find-successor.ts";
import { measureFacts, type FactPorts } from "./measure-facts.ts";
import { openReceipt } from "./open-receipt.ts";
import type { ReceiptKeys } from "./receipt-keys.ts";
import { fileTrace, insightTrace } from "./trace-resource.ts";

export type ReceiptPorts = FactPorts & { readonly db: Kysely<Database>; readonly keys: ReceiptKeys };

export function receiptHandlers(ports: ReceiptPorts): HandlersOf<typeof receiptRoutes> {
  const { db, objects, keys } = ports;
  const open = (scope: Scope, runId: string) => openReceipt(db, keys.signing, scope, runId);

  return {
    getReceipt: async ({ params, person, context }) => {
      const { document } = await open(person.scope, params.id);
      context.reply.headers.set("content-disposition", `attachment; filename="recibo-${params.id}.json"`);
      // As it was signed: a schema of another version would leave members out.
      return document as Receipt;
    },
    verifyReceipt: async ({ params, person, context }) => {
      const { document, record } = await open(person.scope, params.id);
      const stored = await readApart(db, person.scope, (tx) => loadReceiptFacts(tx, params.id));
      if (stored === null) throw new Fault("not_found");
      // A receipt that was tampered with may have any form; then nothing of it can be compared.
      const content = ReceiptContent.safeParse(document.receipt).data;
      const openOf = (runId: string) => open(person.scope, runId);
      const now = {
        ...(await measureFacts(ports, stored, person.scope.accountId, context.signal)),
        ...(await findSuccessor(content, stored, openOf, keys.published)),
        record,
      };
      const checks = [
        checkOfSeal(checkSeal(document, keys.published), true),
        compareRecord(document.receipt, record),
        ...(content === undefined ? [unreadable] : compareReceipt(content, now)),
      ];
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
