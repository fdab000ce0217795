import type { Fault, FaultCode } from "@caudal/base/fault.ts";
import type { SecurityAction } from "@caudal/contract/audit/security-actions.ts";
import type { Origin } from "@caudal/db/scope.ts";

/** Whom a refusal is about, by what of them was shown: a person, the address that they gave, or the hash of a key. */
export type Concerned = {
  readonly userId?: string;
  readonly accountId?: string;
  readonly email?: string;
  readonly keyHash?: Buffer;
};

/** Who is known to have asked. */
export type Actor = { readonly userId: string; readonly accountId: string; readonly role: string };

/** Something was refused for the sake of security. It says nothing of what was sent: no password, no code, no address of nobody. */
export type SecurityEvent = {
  readonly action: SecurityAction;
  readonly concerned: Concerned;
  readonly actor: Actor | null;
  /** Null for work in the background. */
  readonly origin: Origin | null;
  /** Code of the refusal. */
  readonly reason: FaultCode;
  readonly operation: string | null;
};

/** Which refusals are events; every other fault is a mistake, or the way things are. */
const actions: { readonly [K in FaultCode]?: SecurityAction } = {
  sign_in_refused: "session.refused",
  sign_up_password_wrong: "session.refused",
  code_refused: "security.code_refused",
  proof_refused: "security.proof_refused",
  password_wrong: "security.proof_refused",
  key_refused: "security.key_refused",
  forbidden: "security.operation_refused",
  key_scope_missing: "security.operation_refused",
  session_needed: "security.operation_refused",
  viewing_as: "security.operation_refused",
  origin_refused: "security.operation_refused",
  rate_limited: "security.limit_reached",
  too_many_at_once: "security.limit_reached",
  dial_refused: "security.dial_refused",
  oidc_refused: "security.provider_refused",
  oidc_unverified: "security.provider_refused",
  oidc_domain_refused: "security.provider_refused",
  oidc_other_person: "security.provider_refused",
};

/** The event that a refused request is; null for one that is none. */
export function securityEventOf(fault: Fault, about: Omit<SecurityEvent, "action" | "reason">): SecurityEvent | null {
  const action = actions[fault.code];
  return action === undefined ? null : { ...about, action, reason: fault.code };
}
