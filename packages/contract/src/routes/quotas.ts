import { z } from "zod";
import { Id } from "../resources/common.ts";
import { defineRoute } from "./define-route.ts";

export const setAccountQuota = defineRoute({
  operationId: "setAccountQuota",
  method: "patch",
  path: "/api/operator/accounts/{id}/quota",
  tag: "operations",
  summary: "Set how many bytes an account may keep and how many runs it has at once; null leaves one to the settings",
  access: "operator",
  params: z.object({ id: Id }),
  body: z
    .object({
      storage_bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
      runs: z.number().int().min(0).max(1000).nullable(),
    })
    .meta({ id: "AccountQuota" }),
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "metrics_refused", "origin_refused"],
});

export const quotaRoutes = { setAccountQuota };
