import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { pageOf, queryInteger } from "../resources/common.ts";
import { SecurityActivity } from "../resources/security-activity.ts";
import { defineRoute } from "./define-route.ts";

export const listSecurityActivity = defineRoute({
  operationId: "listSecurityActivity",
  method: "get",
  path: "/api/me/security-activity",
  tag: "people",
  summary: "Sign-ins of the person, refused ones too, and what was changed of how they get in; newest first",
  access: "member",
  roles: everyRole,
  keys: "never",
  query: z.object({
    cursor: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
    limit: queryInteger(1, 100).default(20),
  }),
  answer: { kind: "json", status: 200, schema: pageOf(SecurityActivity).meta({ id: "SecurityActivityPage" }) },
  faults: [],
});

export const securityActivityRoutes = { listSecurityActivity };
