import { z } from "zod";
import { everyRole, managers } from "../access/roles.ts";
import { AccountLimits, AccountQuotaPage, AccountUse } from "../resources/account-use.ts";
import { Id, queryInteger } from "../resources/common.ts";
import { defineRoute } from "./define-route.ts";

export const setAccountQuota = defineRoute({
  operationId: "setAccountQuota",
  method: "patch",
  path: "/api/operator/accounts/{id}/quota",
  tag: "operations",
  summary:
    "Set how many bytes and files an account may keep and how many runs it has at once; null leaves one to the settings, and what is not sent stays",
  access: "operator",
  params: z.object({ id: Id }),
  body: z
    .object({
      storage_bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().optional(),
      files: z.number().int().min(0).max(1_000_000_000).nullable().optional(),
      runs: z.number().int().min(1).max(1000).nullable().optional(),
    })
    .meta({ id: "AccountQuota" }),
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "metrics_refused", "origin_refused"],
});

export const listAccountQuotas = defineRoute({
  operationId: "listAccountQuotas",
  method: "get",
  path: "/api/operator/accounts",
  tag: "operations",
  summary: "Accounts with what they keep and their own figures, by id; a figure that is null follows the settings",
  access: "operator",
  query: z.object({ cursor: Id.optional(), limit: queryInteger(1, 500).default(100) }),
  answer: { kind: "json", status: 200, schema: AccountQuotaPage },
  faults: ["metrics_refused"],
});

export const getAccountLimits = defineRoute({
  operationId: "getAccountLimits",
  method: "get",
  path: "/api/account/limits",
  tag: "people",
  summary: "How many bytes and files the account keeps, of how many it may",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: AccountLimits },
  faults: [],
});

export const getAccountUse = defineRoute({
  operationId: "getAccountUse",
  method: "get",
  path: "/api/account/use",
  tag: "administration",
  summary:
    "What the account keeps and does, of how much it may, and how many bytes each person keeps; nothing of what they are",
  access: "member",
  roles: managers,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: AccountUse },
  faults: [],
});

export const quotaRoutes = { setAccountQuota, listAccountQuotas, getAccountLimits, getAccountUse };
