import type { IdentityName } from "./identities.ts";
import type { TableName, TargetName } from "./world.ts";

export const operations = ["select", "insert", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** For each row that is tried, who may; a row that is not named is nobody's. */
type Who<T extends TableName> = Partial<Record<TargetName<T>, readonly IdentityName[]>>;
type Matrix = { readonly [T in TableName]: Readonly<Record<Operation, Who<T>>> };

const inA = ["owner", "admin", "analyst", "viewer", "colleague", "restricted"] as const;
const inB = ["elsewhere", "outsider"] as const;
const full = ["owner", "admin", "analyst", "viewer", "colleague"] as const;
const managers = ["owner", "admin"] as const;
const app = ["nobody", ...inA, ...inB, "viewing", "removed", "left", "notLeft", "intruder", "linked"] as const;
/** As the member whom the view shows: what belongs to no person, and reading only. */
const seenInA = [...inA, "viewing"] as const;
const everybody = { ana: ["definer"], vera: ["definer"], elsewhere: ["definer"], raul: ["definer"] } as const;

/** Rows of one person, in one account: administrators included, nobody else. */
const own = { ana: ["analyst"], vera: ["viewer"], elsewhere: ["elsewhere"] } as const;
/** What a viewer may keep and not bring. */
const brought = { ana: ["analyst"], elsewhere: ["elsewhere"] } as const;
const definerOnly = { olga: ["definer"] } as const;
const ownAndDefiner = {
  ana: ["analyst", "definer"],
  vera: ["viewer", "definer"],
  elsewhere: ["elsewhere", "definer"],
  raul: ["definer"],
} as const;
/** Whoever left reads what they left, and changes nothing of it. */
const readOwn = { ...own, raul: ["left"] } as const;
const readOwnAndDefiner = { ...ownAndDefiner, raul: ["left", "definer"] } as const;
/** What ana shares of hers in A, with vera and with carlos until 2020: vera reads it, and whoever holds ana's link. */
const sharedAndDefiner = { ...readOwnAndDefiner, ana: ["analyst", "viewer", "definer"] } as const;
const managed = { open: managers, closed: managers, b: ["outsider"] } as const;
const definer = { nobody: ["definer"] } as const;
const signin = { ana: ["signin"] } as const;
const signinSessions = { ana: ["signin"], olga: ["signin"] } as const;
const signinAll = { select: signin, insert: signin, update: signin, delete: signin } as const;
const profileParts = {
  select: { todo: [...full], narrow: [...managers, "restricted", "viewing"], b: inB },
  insert: { todo: [...managers, "definer"], narrow: [...managers, "definer"], b: ["outsider", "definer"] },
  update: {},
  delete: { todo: managers, narrow: managers, b: ["outsider"] },
} as const satisfies Record<Operation, object>;
const profilePartsOfManagers = {
  ...profileParts,
  insert: { todo: managers, narrow: managers, b: ["outsider"] },
} as const satisfies Record<Operation, object>;

export const matrix: Matrix = {
  "auth.user": { ...signinAll, select: { ana: ["signin", "definer"] }, update: { ana: ["signin", "definer"] } },
  "auth.session": {
    select: { ana: ["signin", "definer"], olga: ["signin", "definer"] },
    insert: signinSessions,
    update: signinSessions,
    delete: { ana: ["signin", "definer"], olga: ["signin", "definer"] },
  },
  "auth.account": signinAll,
  "auth.verification": signinAll,
  "auth.second_factors": {
    ...signinAll,
    select: { ana: ["signin", "definer"] },
    update: { ana: ["signin", "definer"] },
  },
  "auth.recovery_codes": signinAll,
  "auth.second_steps": { ...signinAll, select: { ana: ["signin", "definer"] }, delete: { ana: ["signin", "definer"] } },
  "auth.attempts": signinAll,
  "auth.known_devices": {
    ...signinAll,
    select: { ana: ["signin", "definer"] },
    delete: { ana: ["signin", "definer"] },
  },
  schema_migrations: {
    select: { first: [...app, "migrator"] },
    insert: { first: ["migrator"] },
    update: { first: ["migrator"] },
    delete: { first: ["migrator"] },
  },
  notice_texts: {
    select: { done: ["migrator", "definer"] },
    insert: { done: ["migrator"] },
    update: { done: ["migrator"] },
    delete: { done: ["migrator"] },
  },
  accounts: {
    select: { a: [...seenInA, "left", "definer"], b: [...inB, "definer"] },
    insert: { a: ["definer"], b: ["definer"] },
    update: { a: [...managers, "definer"], b: ["outsider", "definer"] },
    delete: { a: ["definer"], b: ["definer"] },
  },
  profiles: {
    select: { ana: ["analyst", "elsewhere", "definer"], olga: ["owner", "definer"], raul: ["left", "definer"] },
    insert: { ana: ["definer"], olga: ["definer"], raul: ["definer"] },
    update: { ana: ["analyst", "elsewhere", "definer"], olga: ["owner", "definer"], raul: ["definer"] },
    delete: { ana: ["definer"], olga: ["definer"], raul: ["definer"] },
  },
  members: {
    select: {
      owner: [...managers, "definer"],
      admin: [...managers, "definer"],
      analyst: [...managers, "analyst", "definer"],
      viewer: [...managers, "viewer", "definer"],
      elsewhere: [...inB, "definer"],
    },
    insert: {
      owner: ["owner", "definer"],
      admin: [...managers, "definer"],
      analyst: [...managers, "definer"],
      viewer: [...managers, "definer"],
      elsewhere: ["outsider", "definer"],
    },
    update: { owner: ["owner"], admin: ["owner"], analyst: managers, viewer: managers, elsewhere: ["outsider"] },
    delete: {
      owner: ["owner", "definer"],
      admin: [...managers, "definer"],
      analyst: [...managers, "analyst", "definer"],
      viewer: [...managers, "viewer", "definer"],
      elsewhere: [...inB, "definer"],
    },
  },
  api_keys: {
    select: { ana: ["analyst", "definer"], vera: ["viewer", "definer"], elsewhere: ["elsewhere", "definer"] },
    insert: { ana: ["analyst"], vera: ["viewer"], elsewhere: ["elsewhere"] },
    update: { ana: ["analyst", "definer"], vera: ["viewer", "definer"], elsewhere: ["elsewhere", "definer"] },
    delete: {},
  },
  companies: { select: { open: seenInA, closed: full, b: inB }, insert: managed, update: managed, delete: managed },
  warehouses: {
    select: { open: seenInA, unlisted: full, closed: full, b: inB },
    insert: { ...managed, unlisted: managers },
    update: { ...managed, unlisted: managers },
    delete: { ...managed, unlisted: managers },
  },
  tabs: {
    select: { open: seenInA, closed: full, b: inB },
    insert: { open: [...managers, "definer"], closed: [...managers, "definer"], b: ["outsider", "definer"] },
    update: managed,
    delete: managed,
  },
  access_profiles: {
    select: {
      todo: [...full, "definer"],
      narrow: [...managers, "restricted", "viewing", "definer"],
      b: [...inB, "definer"],
    },
    insert: { todo: [...managers, "definer"], narrow: [...managers, "definer"], b: ["outsider", "definer"] },
    update: { todo: managers, narrow: managers, b: ["outsider"] },
    delete: { todo: managers, narrow: managers, b: ["outsider"] },
  },
  access_profile_companies: profilePartsOfManagers,
  access_profile_warehouses: profilePartsOfManagers,
  access_profile_tabs: profileParts,
  invitations: {
    select: { open: [...managers, "definer"], used: [...managers, "definer"], b: ["outsider", "definer"] },
    insert: { open: ["owner"], used: [], b: ["outsider"] },
    update: { open: [...managers, "definer"], used: ["definer"], b: ["outsider", "definer"] },
    delete: { open: ["definer"], used: ["definer"], b: ["definer"] },
  },
  session_accounts: { select: definerOnly, insert: definerOnly, update: definerOnly, delete: definerOnly },
  views: { select: definerOnly, insert: definerOnly, update: {}, delete: definerOnly },
  uploads: { select: readOwnAndDefiner, insert: brought, update: own, delete: ownAndDefiner },
  files: {
    select: {
      ...readOwnAndDefiner,
      ana: ["analyst", "viewer", "linked", "definer"],
      beto: ["outsider", "elsewhere", "definer"],
    },
    insert: { ...brought, beto: ["outsider"] },
    update: { ...ownAndDefiner, beto: ["outsider", "definer"] },
    delete: { ...ownAndDefiner, beto: ["outsider", "definer"] },
  },
  rejects: { select: sharedAndDefiner, insert: own, update: {}, delete: own },
  runs: { select: readOwnAndDefiner, insert: brought, update: ownAndDefiner, delete: everybody },
  run_keys: { select: readOwn, insert: own, update: {}, delete: {} },
  run_steps: { select: readOwnAndDefiner, insert: own, update: ownAndDefiner, delete: {} },
  run_logs: { select: readOwn, insert: { ...ownAndDefiner }, update: {}, delete: {} },
  receipts: { select: readOwnAndDefiner, insert: everybody, update: everybody, delete: {} },
  run_profiles: { select: sharedAndDefiner, insert: own, update: ownAndDefiner, delete: own },
  insights: {
    select: { ...readOwnAndDefiner, ana: ["analyst", "viewer", "linked", "definer"] },
    insert: own,
    update: {},
    delete: own,
  },
  processing_logs: {
    select: sharedAndDefiner,
    insert: ownAndDefiner,
    update: ownAndDefiner,
    delete: {},
  },
  notifications: { select: readOwnAndDefiner, insert: everybody, update: ownAndDefiner, delete: ownAndDefiner },
  audit_entries: {
    select: { a: [...managers, "definer"], b: ["outsider", "definer"] },
    insert: { a: ["definer"], b: ["definer"] },
    update: { a: ["definer"], b: ["definer"] },
    delete: {},
  },
  audit_seals: {
    select: { a: [...managers, "definer"], b: ["outsider", "definer"] },
    insert: { a: ["definer"], b: ["definer"] },
    update: {},
    delete: {},
  },
  audit_unsealed: { select: { a: ["definer"] }, insert: { a: ["definer"] }, update: {}, delete: { a: ["definer"] } },
  events: { select: readOwnAndDefiner, insert: everybody, update: {}, delete: everybody },
  webhooks: {
    select: { ana: ["analyst", "definer"], vera: ["viewer", "definer"], elsewhere: ["elsewhere", "definer"] },
    insert: { ana: ["analyst"], vera: ["viewer"], elsewhere: ["elsewhere"] },
    update: { ana: ["analyst", "definer"], vera: ["viewer", "definer"], elsewhere: ["elsewhere", "definer"] },
    delete: { ana: ["analyst"], vera: ["viewer"], elsewhere: ["elsewhere"] },
  },
  webhook_deliveries: {
    select: { ana: ["analyst", "definer"], vera: ["viewer", "definer"], elsewhere: ["elsewhere", "definer"] },
    insert: { ana: ["definer"], vera: ["definer"], elsewhere: ["definer"] },
    update: { ana: ["definer"], vera: ["definer"], elsewhere: ["definer"] },
    delete: { ana: ["definer"], vera: ["definer"], elsewhere: ["definer"] },
  },
  outbox: { select: everybody, insert: everybody, update: everybody, delete: everybody },
  departures: {
    select: { raul: ["definer"] },
    insert: { raul: ["definer"] },
    update: { raul: ["definer"] },
    delete: { raul: ["definer"] },
  },
  erasures: { select: definer, insert: definer, update: definer, delete: definer },
  erased_accounts: { select: definer, insert: definer, update: {}, delete: {} },
  shares: {
    select: {
      member: ["analyst", "viewer", "definer"],
      link: ["analyst", "definer"],
      expired: ["analyst", "definer"],
      revoked: ["analyst", "definer"],
      others: ["outsider", "elsewhere", "definer"],
    },
    insert: {
      member: ["analyst"],
      link: ["analyst"],
      expired: ["analyst"],
      revoked: ["analyst"],
      others: ["outsider"],
    },
    update: {
      member: ["analyst", "definer"],
      link: ["analyst", "definer"],
      expired: ["analyst", "definer"],
      revoked: ["definer"],
      others: ["outsider", "definer"],
    },
    delete: {},
  },
};

/** The matrix as sorted cells: "table operation row identity". */
export function expected(tables: readonly TableName[]): readonly string[] {
  return tables
    .flatMap((table) =>
      operations.flatMap((operation) =>
        Object.entries<readonly IdentityName[]>(matrix[table][operation]).flatMap(([target, who]) =>
          who.map((name) => `${table} ${operation} ${target} ${name}`),
        ),
      ),
    )
    .sort();
}
