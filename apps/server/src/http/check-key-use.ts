import { Fault } from "@caudal/base/fault.ts";
import type { KeyUse } from "@caudal/contract/access/key-scopes.ts";
import type { Credential } from "./route-handler.ts";

/**
 * Whether a credential will do for an operation: a session does for all, a key for those of its scopes.
 *
 * @throws Fault `session_needed` where no key will do, `key_scope_missing` with the scope that this one lacks.
 */
export function checkKeyUse(credential: Credential, use: KeyUse): void {
  if (credential.kind === "session") return;
  if (use === "never") throw new Fault("session_needed");
  if (!credential.scopes.includes(use)) throw new Fault("key_scope_missing", { params: { scope: use } });
}
