import { Fault } from "@caudal/base/fault.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import type { Credential } from "./route-handler.ts";

/** @throws Fault `proof_needed` where nobody has given a password or a code for a while: the browser may be another's by now. */
export function checkProof(credential: Credential): void {
  if (credential.kind === "session" && credential.provedUntil === null) throw new Fault("proof_needed");
}

/** Whether a request with this body asks for a proof; a route that always asks does so before its body is read. */
export function bodyNeedsProof(route: RouteDefinition, body: unknown): boolean {
  if (route.access !== "member" || typeof route.proof !== "object" || "when" in route.proof) return false;
  const { field, among } = route.proof;
  const value = field.split(".").reduce((within: unknown, name) => partOf(within, name), body);
  return value !== undefined && (among === undefined || among.some((one) => one === value));
}

function partOf(within: unknown, name: string): unknown {
  if (typeof within !== "object" || within === null) return undefined;
  return Object.entries(within).find(([key]) => key === name)?.[1];
}
