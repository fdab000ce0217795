import { MasterKeyState } from "../resources/master-key.ts";
import { defineRoute } from "./define-route.ts";

export const getMasterKey = defineRoute({
  operationId: "getMasterKey",
  method: "get",
  path: "/api/operations/master-key",
  tag: "operations",
  summary: "Under which master key secrets are sealed, and how far a change of it is",
  access: "operator",
  answer: { kind: "json", status: 200, schema: MasterKeyState },
  faults: ["metrics_refused"],
});

export const rotateMasterKey = defineRoute({
  operationId: "rotateMasterKey",
  method: "post",
  path: "/api/operations/master-key/rotate",
  tag: "operations",
  summary: "Make a new master key and put everything that is sealed under it, while the server works",
  access: "operator",
  answer: { kind: "json", status: 202, schema: MasterKeyState },
  faults: ["metrics_refused", "master_key_configured", "origin_refused"],
});

export const masterKeyRoutes = { getMasterKey, rotateMasterKey };
