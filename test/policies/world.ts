import { createHash } from "node:crypto";
import { idOf } from "./identities.ts";

type Row = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
/** A row that stands in the world. `find` are the columns that tell it from others; `anew` makes of it one that may be inserted. */
type Target = { readonly row: Row; readonly find: readonly string[]; readonly anew: Row };

const target = (row: Row, find: readonly string[], anew: Row): Target => ({ row, find, anew });
const byId = (name: string, row: Row, anew: Row = {}): Target =>
  target({ id: idOf(name), ...row }, ["id"], { id: idOf(`${name} anew`), ...anew });

const persons = { ana: ["A", "ana"], vera: ["A", "vera"], elsewhere: ["B", "ana"], raul: ["A", "raul"] } as const;
type PersonTarget = keyof typeof persons;

/** The same kind of row for each person. */
function personal(
  make: (name: PersonTarget, whose: { account_id: string; user_id: string }) => Target,
): Record<PersonTarget, Target> {
  const entry = (name: PersonTarget): Target => {
    const [account, person] = persons[name];
    return make(name, { account_id: idOf(account), user_id: idOf(person) });
  };
  return { ana: entry("ana"), vera: entry("vera"), elsewhere: entry("elsewhere"), raul: entry("raul") };
}

const A = idOf("A");
const B = idOf("B");
const named = (kind: string, account: string, name: string, more: Row = {}): Target =>
  byId(`${kind} ${name}`, { account_id: account, name, ...more }, { name: `${name} anew` });
const part = (account: string, profile: string, column: string, of: string, fresh: string): Target =>
  target(
    { account_id: account, access_profile_id: idOf(`profile ${profile}`), [column]: idOf(of) },
    ["access_profile_id", column],
    { [column]: idOf(fresh) },
  );
const member = (account: string, person: string, role: string, profile: string): Target =>
  target(
    { account_id: idOf(account), user_id: idOf(person), role, access_profile_id: idOf(`profile ${profile}`) },
    ["account_id", "user_id"],
    {
      user_id: idOf("nueva"),
    },
  );
const profile = (person: string): Target =>
  target({ user_id: idOf(person), email: `${person}@ejemplo.test`, name: person, locale: "es" }, ["user_id"], {
    user_id: idOf("sin perfil"),
  });
const hashOf = (token: string): string => `\\x${createHash("sha256").update(token).digest("hex")}`;
/** Of ana's file in A, unless the row says otherwise. */
const share = (name: string, row: Row, anew: Row): Target =>
  byId(`share ${name}`, { account_id: A, user_id: idOf("ana"), file_id: idOf("file ana"), ...row }, anew);
const file = (name: string, whose: Row): Target =>
  byId(`file ${name}`, {
    ...whose,
    file_name: "v.csv",
    file_type: "text/csv",
    file_size: 1,
    storage_url: "/",
    object_key: name,
  });
const text = "texto";
const audited = (account: string): Target =>
  target(
    { account_id: idOf(account), action: "matrix.tried", object_type: "matrix", request_id: account },
    ["request_id"],
    { request_id: `${account} anew` },
  );
/** A digest has 32 bytes. */
const digest = `\\x${"0".repeat(64)}`;
const seal = { who_digest: digest, what_digest: digest, link: digest, key_id: "k", sealed_at: "2026-01-01" };
const key = (account: string, person: string, hash: string): Target =>
  byId(
    `key ${account} ${person}`,
    {
      account_id: idOf(account),
      user_id: idOf(person),
      name: "n",
      prefix: "caudal_0123456",
      secret_hash: `\\x${hash.repeat(32)}`,
      scopes: ["files:read"],
      expires_at: "2026-01-01",
    },
    { secret_hash: `\\x${hash.repeat(31)}ff` },
  );
const webhook = (account: string, person: string): Target =>
  byId(`webhook ${account} ${person}`, {
    account_id: idOf(account),
    user_id: idOf(person),
    name: "n",
    url: "https://avisos.example",
    secret: "s1",
    kinds: ["file.done"],
  });
const delivery = (account: string, person: string): Target =>
  byId(`delivery ${account} ${person}`, {
    webhook_id: idOf(`webhook ${account} ${person}`),
    account_id: idOf(account),
    user_id: idOf(person),
    kind: "file.done",
  });
const invitation = (account: string, inviter: string, name: string, more: Row = {}): Target =>
  byId(
    `invitation ${name}`,
    {
      account_id: idOf(account),
      email: `${name}@ejemplo.test`,
      role: "analyst",
      access_profile_id: idOf(account === "A" ? "profile todo" : "profile todoB"),
      invited_by: idOf(inviter),
      token_hash: `\\x${idOf(`token ${name}`).replaceAll("-", "").repeat(2)}`,
      expires_at: "2100-01-01",
      ...more,
    },
    {
      email: `${name}.anew@ejemplo.test`,
      token_hash: `\\x${idOf(`token ${name} anew`).replaceAll("-", "").repeat(2)}`,
    },
  );

/** Rows to try in each table. Those that other rows need come first. */
export const world = {
  "auth.user": {
    ana: byId("ana", { name: "ana", email: "ana@ejemplo.test", emailVerified: true }, { email: "otra@ejemplo.test" }),
  },
  "auth.session": {
    ana: byId(
      "session",
      { expiresAt: "2030-01-01", token: "t", updatedAt: "2026-01-01", userId: idOf("ana") },
      { token: "u" },
    ),
    olga: byId(
      "session view",
      { expiresAt: "2100-01-01", token: "v", updatedAt: "2026-01-01", userId: idOf("olga") },
      { token: "w" },
    ),
  },
  "auth.account": {
    ana: byId("login", { accountId: "a", providerId: "credential", userId: idOf("ana"), updatedAt: "2026-01-01" }),
  },
  "auth.verification": { ana: byId("verification", { identifier: "i", value: "v", expiresAt: "2030-01-01" }) },
  "auth.second_factors": { ana: target({ user_id: idOf("ana"), secret: "s" }, ["user_id"], { user_id: idOf("vera") }) },
  "auth.recovery_codes": {
    ana: target({ user_id: idOf("ana"), code_hash: "\\x01" }, ["user_id", "code_hash"], { code_hash: "\\x02" }),
  },
  "auth.attempts": {
    ana: target(
      { kind: "pair", key_hash: `\\x${"01".repeat(32)}`, count: 1, ends_at: "2030-01-01" },
      ["kind", "key_hash"],
      { kind: "email" },
    ),
  },
  "auth.known_devices": {
    ana: byId(
      "device",
      { token_hash: `\\x${"01".repeat(32)}`, user_id: idOf("ana"), expires_at: "2030-01-01" },
      { token_hash: `\\x${"02".repeat(32)}` },
    ),
  },
  "auth.second_steps": {
    ana: target(
      { token_hash: "\\x01", user_id: idOf("ana"), remember_me: true, expires_at: "2030-01-01" },
      ["token_hash"],
      { token_hash: "\\x02" },
    ),
  },
  schema_migrations: {
    first: target({ version: 1, name: "foundation", checksum: "" }, ["version"], { version: 9_999 }),
  },
  notice_texts: {
    done: target({ key: "file.done", locale: "es", title: "", message: "" }, ["key", "locale"], { key: "file.anew" }),
  },
  accounts: {
    a: byId("A", { name: "A", default_access_profile_id: idOf("profile todo") }, { id: idOf("C") }),
    b: byId("B", { name: "B", default_access_profile_id: idOf("profile todoB") }, { id: idOf("D") }),
  },
  profiles: { ana: profile("ana"), olga: profile("olga"), raul: profile("raul") },
  access_profiles: {
    todo: named("profile", A, "todo", { all_companies: true, all_warehouses: true }),
    narrow: named("profile", A, "narrow", { all_companies: false, all_warehouses: false }),
    b: named("profile", B, "todoB", { all_companies: true, all_warehouses: true }),
  },
  members: {
    owner: member("A", "olga", "owner", "todo"),
    admin: member("A", "adan", "admin", "narrow"),
    analyst: member("A", "ana", "analyst", "todo"),
    viewer: member("A", "vera", "viewer", "todo"),
    elsewhere: member("B", "ana", "analyst", "todoB"),
  },
  api_keys: {
    ana: key("A", "ana", "01"),
    vera: key("A", "vera", "02"),
    elsewhere: key("B", "ana", "03"),
  },
  companies: { open: named("company", A, "open"), closed: named("company", A, "closed"), b: named("company", B, "b") },
  warehouses: {
    open: named("warehouse", A, "open", { company_id: idOf("company open") }),
    unlisted: named("warehouse", A, "unlisted", { company_id: idOf("company open") }),
    closed: named("warehouse", A, "closed", { company_id: idOf("company closed") }),
    b: named("warehouse", B, "b", { company_id: idOf("company b") }),
  },
  tabs: {
    open: byId("tab open", { account_id: A, key: "open", name: "open" }, { key: "open anew" }),
    closed: byId("tab closed", { account_id: A, key: "closed", name: "closed" }, { key: "closed anew" }),
    b: byId("tab b", { account_id: B, key: "b", name: "b" }, { key: "b anew" }),
  },
  access_profile_companies: {
    todo: part(A, "todo", "company_id", "company open", "company closed"),
    narrow: part(A, "narrow", "company_id", "company open", "company closed"),
    b: part(B, "todoB", "company_id", "company b", "company none"),
  },
  access_profile_warehouses: {
    todo: part(A, "todo", "warehouse_id", "warehouse open", "warehouse closed"),
    narrow: part(A, "narrow", "warehouse_id", "warehouse open", "warehouse unlisted"),
    b: part(B, "todoB", "warehouse_id", "warehouse b", "warehouse none"),
  },
  access_profile_tabs: {
    todo: part(A, "todo", "tab_id", "tab open", "tab none"),
    narrow: part(A, "narrow", "tab_id", "tab open", "tab closed"),
    b: part(B, "todoB", "tab_id", "tab b", "tab none"),
  },
  files: {
    ...personal((name, whose) => file(name, whose)),
    beto: file("beto", { account_id: B, user_id: idOf("beto") }),
  },
  invitations: {
    open: invitation("A", "olga", "abierta"),
    used: invitation("A", "olga", "usada", { accepted_at: "2026-01-01" }),
    b: invitation("B", "beto", "b"),
  },
  session_accounts: {
    olga: target({ session_id: idOf("session view"), account_id: idOf("A"), user_id: idOf("olga") }, ["session_id"], {
      session_id: idOf("session"),
    }),
  },
  views: {
    olga: byId(
      "view",
      {
        session_id: idOf("session view"),
        account_id: idOf("A"),
        manager_id: idOf("olga"),
        member_id: idOf("rita"),
        ends_at: "2100-01-01",
      },
      { session_id: idOf("session") },
    ),
  },
  uploads: personal((name, whose) =>
    byId(
      `upload ${name}`,
      { ...whose, file_name: "v.csv", declared_size: 1, object_key: name, expires_at: "2030-01-01" },
      { object_key: `${name} anew` },
    ),
  ),
  runs: personal((name, whose) => byId(`run ${name}`, { ...whose, kind: "profile", state: "succeeded" })),
  run_keys: personal((name, whose) =>
    target({ ...whose, run_id: idOf(`run ${name}`), key: name }, ["account_id", "user_id", "key"], { key: "anew" }),
  ),
  run_steps: personal((name, whose) =>
    target(
      { ...whose, run_id: idOf(`run ${name}`), name: "read", ordinal: 1, state: "done", attempt: 1, token: 1 },
      ["run_id", "name"],
      { name: "other" },
    ),
  ),
  run_logs: personal((name, whose) =>
    target({ ...whose, run_id: idOf(`run ${name}`), level: "info", key: "matrix" }, ["run_id", "key"], { key: "anew" }),
  ),
  rejects: personal((name, whose) =>
    target(
      { ...whose, run_id: idOf(`run ${name}`), file_id: idOf(`file ${name}`), ordinal: 1, line: 1, reason: text, text },
      ["run_id", "ordinal"],
      { ordinal: 2 },
    ),
  ),
  run_profiles: personal((name, whose) =>
    target({ ...whose, run_id: idOf(`run ${name}`), file_id: idOf(`file ${name}`), rows: 1 }, ["run_id"], {
      run_id: idOf(`second run ${name}`),
    }),
  ),
  receipts: personal((name, whose) =>
    target({ ...whose, run_id: idOf(`run ${name}`), content: "{}" }, ["run_id"], {
      run_id: idOf(`second run ${name}`),
    }),
  ),
  insights: personal((name, whose) =>
    byId(`insight ${name}`, {
      ...whose,
      file_id: idOf(`file ${name}`),
      run_id: idOf(`run ${name}`),
      wave: 1,
      insight_type: "quality",
      title: text,
      confidence_score: 1,
      key: text,
      importance: 1,
    }),
  ),
  processing_logs: personal((name, whose) =>
    byId(`log ${name}`, { ...whose, file_id: idOf(`file ${name}`), operation: "matrix", status: "started" }),
  ),
  notifications: personal((name, whose) =>
    byId(`notification ${name}`, { ...whose, title: text, message: text, key: text }),
  ),
  events: personal((name, whose) =>
    target({ ...whose, topic: "file_removed", subject_id: idOf(`event ${name}`) }, ["subject_id"], {
      subject_id: idOf("event anew"),
    }),
  ),
  webhooks: { ana: webhook("A", "ana"), vera: webhook("A", "vera"), elsewhere: webhook("B", "ana") },
  webhook_deliveries: { ana: delivery("A", "ana"), vera: delivery("A", "vera"), elsewhere: delivery("B", "ana") },
  outbox: personal((name, whose) =>
    byId(`outbox ${name}`, { ...whose, kind: "mail", key: text, recipient: text, give_up_at: "2030-01-01" }),
  ),
  audit_entries: {
    a: audited("A"),
    b: audited("B"),
  },
  audit_seals: {
    a: target({ ...seal, position: 1, entry_id: 1 }, ["position"], { position: 3 }),
    b: target({ ...seal, position: 2, entry_id: 2 }, ["position"], { position: 4 }),
  },
  audit_unsealed: { a: target({ entry_id: 1 }, ["entry_id"], {}) },
  departures: {
    raul: target({ account_id: A, user_id: idOf("raul") }, ["account_id", "user_id"], { user_id: idOf("nueva") }),
  },
  erasures: { nobody: target({ user_id: idOf("erased") }, ["user_id"], { user_id: idOf("erased anew") }) },
  erased_accounts: {
    nobody: target({ account_id: idOf("erased account") }, ["account_id"], { account_id: idOf("erased account anew") }),
  },
  shares: {
    member: share(
      "member",
      { grantee_kind: "member", grantee_user_id: idOf("vera") },
      { grantee_user_id: idOf("rita") },
    ),
    link: share("link", { grantee_kind: "link", token_hash: hashOf("link") }, { token_hash: hashOf("link anew") }),
    expired: share(
      "expired",
      { grantee_kind: "member", grantee_user_id: idOf("carlos"), expires_at: "2020-01-01" },
      { grantee_user_id: idOf("olga") },
    ),
    revoked: share(
      "revoked",
      { grantee_kind: "member", grantee_user_id: idOf("adan"), revoked_at: "2026-01-01" },
      { grantee_user_id: idOf("rita") },
    ),
    // Beto's file in B, for ana: hers to read there, and not in A.
    others: share(
      "others",
      {
        account_id: B,
        user_id: idOf("beto"),
        file_id: idOf("file beto"),
        grantee_kind: "member",
        grantee_user_id: idOf("ana"),
      },
      { grantee_kind: "link", grantee_user_id: null, token_hash: hashOf("beto anew") },
    ),
  },
} as const satisfies Record<string, Record<string, Target>>;

export type TableName = keyof typeof world;
export type TargetName<T extends TableName> = keyof (typeof world)[T] & string;
export type { Row, Target };

/** Rows that no cell tries, and that the narrow profile needs: a warehouse it names in a company that it does not. */
export const scenery: readonly (readonly [TableName, Row])[] = [
  [
    "access_profile_warehouses",
    { account_id: A, access_profile_id: idOf("profile narrow"), warehouse_id: idOf("warehouse closed") },
  ],
  ["access_profile_tabs", { account_id: A, access_profile_id: idOf("profile todo"), tab_id: idOf("tab closed") }],
];

/** In which order the world is made. */
export const tableNames = Object.keys(world) as readonly TableName[];
/** Made before the world itself: by the migrator. */
export const madeByMigration: readonly TableName[] = ["schema_migrations", "notice_texts"];
/** Made before anything whose making is audited, so that its rows have the numbers 1 and 2. */
export const madeFirst: readonly TableName[] = ["audit_entries"];

/** "caudal"."files", "auth"."user". */
export function qualify(table: string): string {
  const [first, second] = table.split(".");
  return second === undefined ? `"caudal"."${first}"` : `"${first}"."${second}"`;
}
