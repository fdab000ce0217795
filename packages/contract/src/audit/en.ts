import type { sentences as es } from "./es.ts";
import { quotaColumns, type AuditWords, type Sentence, type ToldEntry } from "./told-entry.ts";

const roles: Readonly<Record<string, string>> = {
  owner: "owner",
  admin: "administrator",
  analyst: "analyst",
  viewer: "viewer",
};
const role = (value: string | null): string => roles[value ?? ""] ?? value ?? "member";
const quoted = (name: string | null): string => (name === null ? "" : ` “${name}”`);
/** What is the same is one entry with a count. */
const times = (told: ToldEntry): string => (told.after("times") === null ? "" : ` (${told.after("times")} times)`);
const somebody = (told: ToldEntry): string => told.person ?? "a member";
/** Figures of an account's quota that changed, as they were and are. */
const figures = (t: ToldEntry): string => {
  const told = quotaColumns.flatMap((column) => {
    const [before, after] = [t.before(column), t.after(column)];
    if (before === null && after === null) return [];
    return [`${words.columns[column]}: before ${before ?? words.settings}, now ${after ?? words.settings}`];
  });
  return told.length === 0 ? "" : ` (${told.join("; ")})`;
};
const limits = (t: ToldEntry): string =>
  `Whoever operates Caudal changed the limits of the account${quoted(t.object)}${figures(t)}`;

export const sentences: { readonly [K in keyof typeof es]: Sentence } = {
  "account.created": (t) => `${t.who} created the account${quoted(t.object)}`,
  "account.changed": (t) =>
    // Until version 50 of the database a quota was recorded so too.
    figures(t) === "" ? `${t.who} renamed the account to${quoted(t.after("name") ?? t.object)}` : limits(t),
  "account.quota_set": (t) => limits(t),
  "account.newcomers_profile_set": (t) =>
    `${t.who} chose another access profile for whoever joins without an invitation`,
  "account.factor_required": (t) => `${t.who} asked everybody in the account${quoted(t.object)} for two-step sign-in`,
  "account.factor_optional": (t) => `${t.who} stopped asking for two-step sign-in in the account${quoted(t.object)}`,
  "account.removed": (t) => `${t.who} deleted the account${quoted(t.object)}`,
  "user.created": (t) => `${t.who} signed up`,
  "user.changed": (t) => `${t.who} changed how they sign in`,
  "user.removed": (t) => `${t.who} no longer has access to Caudal`,
  "profile.created": (t) => `${t.who} began to use Caudal`,
  "profile.changed": (t) => `${t.who} changed their profile`,
  "profile.removed": (t) => `${t.who} deleted their profile`,
  "session.started": (t) => `${t.who} signed in`,
  "session.ended": (t) =>
    t.person === null ? `A session of ${t.who} ended` : `${t.who} ended a session of ${t.person}`,
  "session.refused": (t) =>
    t.person === null
      ? `A sign-in with an address that nobody uses was refused${times(t)}`
      : `A sign-in as ${t.person} was refused${times(t)}`,
  "security.code_refused": (t) => `A verification code of ${t.person ?? t.who} was refused${times(t)}`,
  "security.proof_refused": (t) =>
    `The password with which ${t.person ?? t.who} confirmed who they are was refused${times(t)}`,
  "security.key_refused": (t) =>
    t.person === null && t.object === null
      ? `An API key that does not exist was refused${times(t)}`
      : `The API key${quoted(t.object)} of ${t.person ?? t.who} was refused${times(t)}`,
  "security.operation_refused": (t) => `An operation of ${t.person ?? t.who} was refused${times(t)}`,
  "security.limit_reached": (t) => `${t.person ?? t.who} reached a limit of attempts or requests${times(t)}`,
  "security.dial_refused": (t) => `A forbidden address of a webhook of ${t.person ?? t.who} was not called${times(t)}`,
  "security.provider_refused": (t) => `A sign-in by another service was refused${times(t)}`,
  "login.created": (t) => `${t.who} added a way to sign in`,
  "login.changed": (t) => `${t.who} changed their password`,
  "login.hashed": (t) => `What is kept of the password of ${t.who} was computed anew, at a higher cost`,
  "login.removed": (t) => `${t.who} removed a way to sign in`,
  "second_factor.turned_on": (t) => `${t.who} turned on two-step verification`,
  "second_factor.turned_off": (t) => `${t.who} turned off two-step verification`,
  "second_factor.removed": (t) => `Whoever operates Caudal removed the second step of ${somebody(t)}`,
  "second_factor.recovery_code_used": (t) => `${t.who} used a recovery code`,
  "api_key.created": (t) => `${t.who} created the API key${quoted(t.object)}`,
  "api_key.revoked": (t) =>
    `${t.who} revoked the API key${quoted(t.object)}${t.person === null ? "" : ` of ${t.person}`}`,
  "api_key.removed": (t) => `${t.who} deleted the API key${quoted(t.object)}`,
  "member.added": (t) =>
    t.person === null
      ? `${t.who} joined the account as ${role(t.after("role"))}`
      : `${t.who} added ${t.person} as ${role(t.after("role"))}`,
  "member.changed": (t) =>
    t.after("role") === null
      ? `${t.who} changed the access profile of ${somebody(t)}`
      : `${t.who} changed the role of ${somebody(t)} from ${role(t.before("role"))} to ${role(t.after("role"))}`,
  "member.links_revoked": (t) => `${t.who} revoked links of ${somebody(t)} to files (${t.before("links") ?? "1"})`,
  "member.removed": (t) => `${t.who} removed ${somebody(t)} from the account`,
  "invitation.sent": (t) => `${t.who} invited ${t.object ?? "somebody"}`,
  "invitation.resent": (t) => `${t.who} sent the invitation of ${t.object ?? "somebody"} again`,
  "invitation.accepted": (t) => `${t.object ?? t.who} accepted their invitation`,
  "invitation.revoked": (t) =>
    t.person === null
      ? `${t.who} withdrew the invitation of ${t.object ?? "somebody"}`
      : `${t.who} withdrew an invitation that ${t.person} sent`,
  "invitation.removed": (t) => `The invitation of ${t.object ?? "somebody"} was deleted`,
  "view.begun": (t) => `${t.who} began to see Caudal as ${t.person ?? "another member"} does`,
  "view.ended": (t) => `${t.who} no longer sees Caudal as ${t.person ?? "another member"} does`,
  "company.created": (t) => `${t.who} added the company${quoted(t.object)}`,
  "company.changed": (t) => `${t.who} changed the company${quoted(t.object)}`,
  "company.removed": (t) => `${t.who} deleted the company${quoted(t.object)}`,
  "warehouse.created": (t) => `${t.who} added the warehouse${quoted(t.object)}`,
  "warehouse.changed": (t) => `${t.who} changed the warehouse${quoted(t.object)}`,
  "warehouse.removed": (t) => `${t.who} deleted the warehouse${quoted(t.object)}`,
  "tab.created": (t) => `${t.who} added the tab${quoted(t.object)}`,
  "tab.changed": (t) => `${t.who} changed the tab${quoted(t.object)}`,
  "tab.removed": (t) => `${t.who} deleted the tab${quoted(t.object)}`,
  "access_profile.created": (t) => `${t.who} created the access profile${quoted(t.object)}`,
  "access_profile.changed": (t) => `${t.who} changed the access profile${quoted(t.object)}`,
  "access_profile.removed": (t) => `${t.who} deleted the access profile${quoted(t.object)}`,
  "access_profile.company_granted": (t) => `${t.who} opened a company to an access profile`,
  "access_profile.company_revoked": (t) => `${t.who} closed a company to an access profile`,
  "access_profile.warehouse_granted": (t) => `${t.who} opened a warehouse to an access profile`,
  "access_profile.warehouse_revoked": (t) => `${t.who} closed a warehouse to an access profile`,
  "access_profile.tab_granted": (t) => `${t.who} opened a tab to an access profile`,
  "access_profile.tab_revoked": (t) => `${t.who} closed a tab to an access profile`,
  "file.uploaded": (t) => `${t.who} uploaded a file`,
  "file.changed": (t) => `${t.who} changed a file`,
  "file.removed": (t) => `${t.who} deleted a file`,
  "file.parts_removed": (t) => `With a file of ${t.who} all that came of it was deleted`,
  "file.bytes_removed": (t) => `The bytes of a file of ${t.who} were removed from the store`,
  "run.started": (t) => `${t.who} began to process a file`,
  "run.cancel_asked": (t) => `${t.who} asked to cancel a run`,
  "run.succeeded": (t) => `A run of ${t.who} finished`,
  "run.failed": (t) => `A run of ${t.who} failed`,
  "run.cancelled": (t) => `A run of ${t.who} was cancelled`,
  "run.recorded": (t) => `The audit noted the receipt of a run of ${t.person ?? t.who}, from before it noted them`,
  "run.removed": (t) => `A run of ${t.who} was deleted`,
  "share.begun": (t) => `${t.who} shared a file`,
  "share.changed": (t) => `${t.who} changed how they share a file`,
  "share.revoked": (t) => `${t.who} stopped sharing a file`,
  "share.removed": (t) => `${t.who} deleted a share of a file`,
  "webhook.created": (t) => `${t.who} added the webhook${quoted(t.object)}`,
  "webhook.changed": (t) => `${t.who} changed the webhook${quoted(t.object)}`,
  "webhook.removed": (t) => `${t.who} deleted the webhook${quoted(t.object)}`,
  "export.taken": (t) => `${t.who} took a copy of all that is theirs`,
  "master_key.changed": () => "A new master key was put in place",
  "master_key.retired": () => "The old master key was retired: everything is under the new one",
  "audit.acknowledged": () =>
    "The operator acknowledged that the audit lacks what was kept of it outside of the database",
  "person.erased": () => "A person was erased, and what the audit said of them",
};

export const words: AuditWords = {
  erased: "Somebody who was erased",
  unknown: "Somebody unidentified",
  platform: "Caudal",
  other: (t, action) => `${t.who}: ${action}`,
  settings: "what the settings say",
  columns: {
    storage_bytes: "storage",
    files_at_most: "files",
    runs_at_once: "runs at once",
    name: "name",
    email: "address",
    emailVerified: "address confirmed",
    role: "role",
    locale: "language",
    auto_process: "process on arrival",
    mail_notices: "notifications by mail",
    second_factor_required: "two-step sign-in for everybody",
    access_profile_id: "access profile",
    default_access_profile_id: "profile of newcomers",
    company_id: "company",
    warehouse_id: "warehouse",
    tab_id: "tab",
    key: "key of the tab",
    all_companies: "all companies",
    all_warehouses: "all warehouses",
    hidden_fields: "hidden fields",
    file_name: "file name",
    file_id: "file",
    state: "state",
    receipt: "digest of the receipt",
    password: "password",
    token: "session token",
    userAgent: "browser",
    providerId: "way to sign in",
    expires_at: "expires",
    revoked_at: "revoked",
    scopes: "scopes",
    user_id: "person",
    grantee_user_id: "with whom",
    may_download: "may download",
    reason: "reason",
    wrapped: "texts put under it",
    operation: "operation",
    times: "times",
    links: "links",
    since: "since",
    who: "entries without who",
    what: "entries without what",
  },
  values: {
    ...roles,
    key_revoked: "revoked key",
    key_expired: "expired key",
    key_unknown: "unknown key",
    sign_in_refused: "wrong address or password",
    sign_up_password_wrong: "wrong password at a sign-up's confirmation",
    code_refused: "code wrong or used before",
    proof_refused: "wrong password",
    password_wrong: "wrong password",
    key_refused: "no form of a key",
    forbidden: "their role does not allow it",
    key_scope_missing: "the key lacks that permission",
    session_needed: "not to be done with a key",
    viewing_as: "while looking as somebody else",
    origin_refused: "came from another site's page",
    rate_limited: "too many attempts or requests",
    too_many_at_once: "too many requests or transfers at once",
    dial_refused: "the address leads into a closed network",
    oidc_refused: "the service gave no valid answer",
    oidc_unverified: "the service does not confirm their address",
    oidc_other_person: "whoever came back from that service is another person",
    oidc_domain_refused: "address of a domain that is not admitted",
    true: "yes",
    false: "no",
    es: "Spanish",
    en: "English",
    credential: "address and password",
  },
};
