import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { Receipt, ReceiptKeySet } from "../resources/receipt.ts";
import { FileTrace, InsightTrace } from "../resources/trace.ts";
import { Verification } from "../resources/verification.ts";
import { defineRoute } from "./define-route.ts";

const Params = z.object({ id: Id });

export const getReceipt = defineRoute({
  operationId: "getReceipt",
  method: "get",
  path: "/api/runs/{id}/receipt",
  tag: "runs",
  summary: "The signed receipt of a run that ended: what it read, did and left",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: Params,
  answer: { kind: "json", status: 200, schema: Receipt },
  faults: ["not_found", "not_ready"],
});

export const verifyReceipt = defineRoute({
  operationId: "verifyReceipt",
  method: "post",
  path: "/api/runs/{id}/receipt/verify",
  tag: "runs",
  summary: "Compare a run's receipt with what is there now: bytes, rows, insights, rejects and figures, measured anew",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  costly: true,
  params: Params,
  answer: { kind: "json", status: 200, schema: Verification },
  faults: ["not_found", "not_ready", "unavailable"],
});

export const traceFile = defineRoute({
  operationId: "traceFile",
  method: "get",
  path: "/api/files/{id}/trace",
  tag: "files",
  summary: "From a file to all that came of it: runs, receipts, insights, rejects, copies and notices",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: Params,
  answer: { kind: "json", status: 200, schema: FileTrace },
  faults: ["not_found"],
});

export const traceInsight = defineRoute({
  operationId: "traceInsight",
  method: "get",
  path: "/api/insights/{id}/trace",
  tag: "files",
  summary: "From an insight back to its query, run, engine, file and person",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: Params,
  answer: { kind: "json", status: 200, schema: InsightTrace },
  faults: ["not_found"],
});

export const getReceiptKeys = defineRoute({
  operationId: "getReceiptKeys",
  method: "get",
  path: "/.well-known/caudal-receipt-keys.json",
  tag: "operations",
  summary: "The public keys that sign receipts, or signed them before (a JWK set)",
  access: "public",
  answer: { kind: "json", status: 200, schema: ReceiptKeySet },
  faults: [],
});

export const receiptRoutes = { getReceipt, verifyReceipt, traceFile, traceInsight, getReceiptKeys };
