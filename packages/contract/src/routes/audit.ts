import { z } from "zod";
import { managers } from "../access/roles.ts";
import { AuditEntry } from "../resources/audit.ts";
import { AuditHeads } from "../resources/audit-heads.ts";
import { Id, Instant, pageOf, queryInteger } from "../resources/common.ts";
import { defineRoute } from "./define-route.ts";

export const listAudit = defineRoute({
  operationId: "listAudit",
  method: "get",
  path: "/api/audit",
  tag: "administration",
  summary: "Who did what in the account, newest first",
  access: "member",
  roles: managers,
  keys: "never",
  query: z.object({
    /** Entries of what this person did, and of what was done to them. */
    person: Id.optional(),
    action: z
      .string()
      .regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/)
      .optional(),
    type: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .optional(),
    object: z
      .string()
      .regex(/^[\w/-]{1,100}$/)
      .optional(),
    /** From this instant on, up to but not including the other. */
    from: Instant.optional(),
    to: Instant.optional(),
    cursor: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
    limit: queryInteger(1, 200).default(50),
  }),
  answer: { kind: "json", status: 200, schema: pageOf(AuditEntry).meta({ id: "AuditPage" }) },
  faults: [],
});

export const exportAudit = defineRoute({
  operationId: "exportAudit",
  method: "get",
  path: "/api/audit/chain",
  tag: "operations",
  summary:
    "The audit's whole chain with its entries, for `caudal audit verify`: a line each, and a last one that counts them",
  access: "operator",
  costly: true,
  answer: { kind: "bytes", status: 200, mediaType: "application/x-ndjson", description: "One JSON document a line" },
  faults: ["metrics_refused", "rate_limited", "storage_full"],
});

export const getAuditHeads = defineRoute({
  operationId: "getAuditHeads",
  method: "get",
  path: "/api/operations/audit-heads",
  tag: "operations",
  summary:
    "Whether the audit's chain has the heads that were kept of it outside of the database, and what was found where not",
  access: "operator",
  answer: { kind: "json", status: 200, schema: AuditHeads },
  faults: ["metrics_refused"],
});

export const acknowledgeAuditHeads = defineRoute({
  operationId: "acknowledgeAuditHeads",
  method: "post",
  path: "/api/operations/audit-heads/acknowledge",
  tag: "operations",
  summary:
    "Take for known that the audit's chain does not have its heads, and why: the audit says so, the old heads are put aside, and new ones begin",
  access: "operator",
  body: z
    .object({
      /** As `getAuditHeads` names what was found. */
      id: z.string().regex(/^[0-9a-f]{12}$/),
      because: z.string().trim().min(1).max(500),
    })
    .meta({ id: "AcknowledgeAuditHeads" }),
  answer: { kind: "json", status: 200, schema: AuditHeads },
  faults: ["metrics_refused", "audit_heads_other", "origin_refused", "storage_full"],
});

export const auditRoutes = { listAudit, exportAudit, getAuditHeads, acknowledgeAuditHeads };
