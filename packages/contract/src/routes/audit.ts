import { z } from "zod";
import { managers } from "../access/roles.ts";
import { AuditEntry } from "../resources/audit.ts";
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

export const auditRoutes = { listAudit, exportAudit };
