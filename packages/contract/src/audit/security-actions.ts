/** What the audit records of refusals: entries that no change of a table brings about. */
export const securityActions = [
  "session.refused",
  "security.code_refused",
  "security.proof_refused",
  "security.key_refused",
  "security.operation_refused",
  "security.limit_reached",
  "security.dial_refused",
  "security.provider_refused",
] as const;
export type SecurityAction = (typeof securityActions)[number];

/** What a person is told of the security of their own access, refusals included. */
export const ownSecurityActions = [
  ...securityActions,
  "session.started",
  "session.ended",
  "login.created",
  "login.changed",
  "login.removed",
  "user.changed",
  "second_factor.turned_on",
  "second_factor.turned_off",
  "second_factor.recovery_code_used",
  "api_key.created",
  "api_key.revoked",
] as const;
export type OwnSecurityAction = (typeof ownSecurityActions)[number];

export function isSecurityAction(action: string): action is SecurityAction {
  return securityActions.some((each) => each === action);
}

export function isOwnSecurityAction(action: string): action is OwnSecurityAction {
  return ownSecurityActions.some((each) => each === action);
}
