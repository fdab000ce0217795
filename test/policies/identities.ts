import { createHash } from "node:crypto";

/** Stable ids by name, so that a failure reads alike every time. */
export function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Login = "caudal_app" | "caudal_auth" | "caudal_owner" | "caudal_definer";

/** Who tries: a login, and the person and account that it claims, if any. */
export type Identity = {
  readonly login: Login;
  readonly claims?: { readonly person: string; readonly account: string };
  /** The token of a link that it opened instead. */
  readonly link?: string;
  /** The claims are those of somebody who left the account. */
  readonly left?: true;
  /** The claims are those of a view: of the session of this name, which stands in the world. */
  readonly view?: string;
};

const inA = (person: string): Identity => ({ login: "caudal_app", claims: { person, account: "A" } });

/**
 * Account A has an owner, an administrator (whose access profile is the narrow one: managers see all the same), an analyst (Ana), a
 * viewer, a colleague, and a member with the narrow profile. Account B is Beto's; Ana belongs to it too. Raúl was a member of A.
 */
export const identities = {
  /** The application without a scope. */
  nobody: { login: "caudal_app" },
  owner: inA("olga"),
  admin: inA("adan"),
  analyst: inA("ana"),
  viewer: inA("vera"),
  colleague: inA("carlos"),
  restricted: inA("rita"),
  /** The owner, who looks at the account as Rita does. */
  viewing: { ...inA("olga"), view: "session view" },
  elsewhere: { login: "caudal_app", claims: { person: "ana", account: "B" } },
  outsider: { login: "caudal_app", claims: { person: "beto", account: "B" } },
  /** Claims the account that he left. */
  removed: inA("raul"),
  /** Reads what he left there. */
  left: { ...inA("raul"), left: true },
  /** Belongs to B, and reads what he left in A, which is nothing. */
  notLeft: { ...inA("beto"), left: true },
  /** Belongs to B, and claims A. */
  intruder: inA("beto"),
  /** Holds the link to ana's file, and is nobody besides. */
  linked: { login: "caudal_app", link: "link" },
  signin: { login: "caudal_auth" },
  /** Owns the tables; FORCE ROW LEVEL SECURITY binds it as well. */
  migrator: { login: "caudal_owner" },
  /** Cannot log in; what functions that run before a scope may touch. */
  definer: { login: "caudal_definer" },
} as const satisfies Record<string, Identity>;
export type IdentityName = keyof typeof identities;
export const identityNames = Object.keys(identities) as readonly IdentityName[];

export const people = ["olga", "adan", "ana", "vera", "carlos", "rita", "beto", "raul", "nueva"] as const;

/** Account, person, role, access profile. */
export const members = [
  ["A", "olga", "owner", "todo"],
  ["A", "adan", "admin", "narrow"],
  ["A", "ana", "analyst", "todo"],
  ["A", "vera", "viewer", "todo"],
  ["A", "carlos", "analyst", "todo"],
  ["A", "rita", "analyst", "narrow"],
  ["B", "beto", "owner", "todoB"],
  ["B", "ana", "analyst", "todoB"],
] as const;
