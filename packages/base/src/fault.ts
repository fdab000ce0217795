/**
 * Every failure that a person or a program can meet has one of these codes.
 * The words for each (Spanish, English, what to do) and its HTTP status stand in `@caudal/contract/faults/`,
 * as a total record: adding a code here breaks the build there until it is answered.
 */
export const faultCodes = [
  // requests
  "bad_request",
  "invalid_fields",
  "host_refused",
  "origin_refused",
  "metrics_refused",
  "not_found",
  "method_not_allowed",
  "not_ready",
  "conflict",
  "idempotency_key_reused",
  "too_large",
  "request_too_large",
  "headers_too_large",
  "request_timeout",
  "rate_limited",
  "too_many_at_once",
  "unsupported_media_type",
  "internal",
  "unavailable",
  // people
  "not_signed_in",
  "sign_in_refused",
  "sign_in_busy",
  "sign_in_overtaken",
  "email_taken",
  "password_too_common",
  "sign_up_closed",
  "sign_up_password_wrong",
  "passwords_off",
  "forbidden",
  // keys, sessions and second factors
  "key_refused",
  "key_scope_missing",
  "session_needed",
  "proof_needed",
  "proof_refused",
  "too_many_keys",
  "second_step_needed",
  "second_step_ended",
  "code_refused",
  "second_factor_required",
  "second_factor_first",
  "second_factor_kept",
  // sharing
  "link_unknown",
  "share_grantee_unknown",
  "share_expiry_invalid",
  "share_ended",
  "too_many_shares",
  "file_not_yours",
  "download_not_shared",
  "erasure_word_wrong",
  "erasure_last_owner",
  // administration
  "no_membership",
  "account_changed",
  "viewing_as",
  "view_refused",
  "last_owner",
  "name_taken",
  "in_use",
  "changed_meanwhile",
  "already_member",
  "invitation_member",
  "invitation_pending",
  "invitation_limit",
  "invitation_unknown",
  "invitation_expired",
  "invitation_revoked",
  "invitation_used",
  "invitation_for_other",
  "invitation_sign_in",
  "invitation_has_account",
  // mails
  "link_invalid",
  "password_wrong",
  "email_same",
  "mail_refused",
  "mail_server_away",
  "mail_server_refuses",
  "mail_folder_unusable",
  "mail_unreadable",
  "outbox_uncertain",
  // uploads
  "upload_name_invalid",
  "upload_longer_than_declared",
  "upload_incomplete",
  "storage_full",
  "storage_read_only",
  "storage_quota_reached",
  "files_quota_reached",
  // reaching out
  "dial_address_invalid",
  "dial_refused",
  "dial_unresolved",
  "dial_failed",
  // signing in elsewhere
  "oidc_refused",
  "oidc_expired",
  "oidc_unverified",
  "oidc_not_member",
  "oidc_domain_refused",
  "oidc_unreachable",
  "oidc_email_held",
  "oidc_not_anew",
  "oidc_other_person",
  // webhooks
  "webhooks_too_many",
  "webhook_answered",
  "webhook_gone",
  "webhook_off",
  "webhook_notice_gone",
  "webhook_not_replayable",
  "webhook_secret_unusable",
  // reading files
  "file_empty",
  "file_header_only",
  "file_type_unknown",
  "file_damaged",
  "file_truncated",
  "file_encrypted",
  "file_unpacks_too_large",
  "file_too_many_columns",
  "file_no_table",
  "file_missing",
  "reading_out_of_memory",
  // engines
  "engine_out_of_memory",
  "engine_crashed",
  "engine_time_limit",
  "engine_query_failed",
  // runs
  "run_cancelled",
  "run_lease_lost",
  "run_state_conflict",
  "run_attempts_exhausted",
  // audit
  "master_key_configured",
  "master_key_unreachable",
  "audit_key_missing",
  "audit_chain_unreachable",
  "audit_chain_unreadable",
  "audit_heads_unreadable",
  "audit_heads_other",
  // receipts
  "receipt_key_invalid",
  "receipt_unreadable",
  // starting
  "config_invalid",
  "port_taken",
  "data_folder_unusable",
  "data_folder_copied",
  "already_running",
  "page_build_failed",
  "server_not_ready",
  "database_unreachable",
  "database_too_new",
  "database_too_old",
  "database_version_unsupported",
  "database_role_unsafe",
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** Values that the words of a fault may name. Never secrets. */
export type FaultParams = Readonly<Record<string, string | number | boolean | null>>;

/** A failure that passes by itself (a lost connection, a full queue) is worth a retry; a permanent one stops at once. */
export type FaultPersistence = "transient" | "permanent";

export type FaultOptions = {
  readonly params?: FaultParams;
  readonly persistence?: FaultPersistence;
  readonly cause?: unknown;
};

/** The only error type that crosses a package boundary on purpose. `message` is for logs; people read the catalogue. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly params: FaultParams;
  readonly persistence: FaultPersistence;

  constructor(code: FaultCode, options: FaultOptions = {}) {
    const params = options.params ?? {};
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.params = params;
    this.persistence = options.persistence ?? "permanent";
  }
}

/** Any thrown value as a Fault: a Fault stays itself, anything else becomes `internal`, with the original as its cause. */
export function toFault(thrown: unknown): Fault {
  return thrown instanceof Fault ? thrown : new Fault("internal", { cause: thrown });
}
