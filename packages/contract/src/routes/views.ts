import { managers, everyRole } from "../access/roles.ts";
import { BeginView, View } from "../resources/view.ts";
import { defineRoute } from "./define-route.ts";

export const beginView = defineRoute({
  operationId: "beginView",
  method: "post",
  path: "/api/view",
  tag: "administration",
  summary: "Look at the account as one of its members does: reading only, for 30 minutes, without what is theirs alone",
  access: "member",
  roles: managers,
  keys: "never",
  body: BeginView,
  answer: { kind: "json", status: 200, schema: View },
  faults: ["not_found", "view_refused", "conflict", "origin_refused"],
});

export const endView = defineRoute({
  operationId: "endView",
  method: "delete",
  path: "/api/view",
  tag: "administration",
  summary: "Look as oneself again; without effect when that is so already",
  access: "member",
  roles: everyRole,
  keys: "never",
  whileViewing: true,
  answer: { kind: "empty", status: 204 },
  faults: ["origin_refused"],
});

export const viewRoutes = { beginView, endView };
