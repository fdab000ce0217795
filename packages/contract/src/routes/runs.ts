import { z } from "zod";
import { contributors, everyRole } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { RunDetail } from "../resources/run.ts";
import { defineRoute } from "./define-route.ts";

const RunParams = z.object({ id: Id });

export const getRun = defineRoute({
  operationId: "getRun",
  method: "get",
  path: "/api/runs/{id}",
  tag: "runs",
  summary: "A run with its steps and its log",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: RunParams,
  answer: { kind: "json", status: 200, schema: RunDetail },
  faults: ["not_found"],
});

export const cancelRun = defineRoute({
  operationId: "cancelRun",
  method: "post",
  path: "/api/runs/{id}/cancel",
  tag: "runs",
  summary: "Ask a run to end; a second time changes nothing",
  access: "member",
  roles: contributors,
  keys: "files:write",
  params: RunParams,
  answer: { kind: "json", status: 202, schema: RunDetail },
  faults: ["not_found", "run_state_conflict"],
});

export const runRoutes = { getRun, cancelRun };
