import { z } from "zod";
import { Email } from "../resources/sign-in.ts";
import { defineRoute } from "./define-route.ts";

export const RemovedSecondFactor = z
  .object({
    /** Whether there was one. */
    removed: z.boolean(),
    /** How many of the person's sessions ended with it. */
    sessions: z.number().int(),
  })
  .meta({ id: "RemovedSecondFactor" });
export type RemovedSecondFactor = z.infer<typeof RemovedSecondFactor>;

export const removeSecondFactor = defineRoute({
  operationId: "removeSecondFactor",
  method: "post",
  path: "/api/operator/people/remove-second-factor",
  tag: "operations",
  summary:
    "Remove the second step of somebody who lost phone and recovery codes; their sessions end, they are told by mail, and it is audited",
  access: "operator",
  body: z.object({ email: Email }).meta({ id: "RemoveSecondFactor" }),
  answer: { kind: "json", status: 200, schema: RemovedSecondFactor },
  faults: ["not_found", "metrics_refused", "origin_refused"],
});

export const operatorPeopleRoutes = { removeSecondFactor };
