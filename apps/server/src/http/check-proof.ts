import { Fault } from "@caudal/base/fault.ts";
import type { Credential } from "./route-handler.ts";

/** For how long what a person has shown of themselves counts as recent. */
export const proofHoldsMs = 10 * 60_000;

/** @throws Fault `proof_needed` where nobody has given a password or a code for a while: the browser may be another's by now. */
export function checkProof(credential: Credential, now: number): void {
  if (credential.kind === "session" && now - credential.provedAt.getTime() > proofHoldsMs)
    throw new Fault("proof_needed");
}
