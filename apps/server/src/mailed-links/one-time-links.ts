import { createHash, randomBytes } from "node:crypto";
import { Locale } from "@caudal/contract/resources/common.ts";
import { sql, type Kysely } from "kysely";
import { z } from "zod";
import type { AuthDatabase } from "../auth/auth-database.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** What each kind of link opens, and for how long. `nothing` is no link: it costs what one costs, where an answer must not tell of any. */
const kinds = {
  /** Somebody who is to be, with the password already as a hash. */
  sign_up: {
    lifetimeMs: day,
    value: z.object({ name: z.string(), email: z.string(), password: z.string(), locale: Locale }),
  },
  verify_email: { lifetimeMs: day, value: z.object({ user_id: z.uuid(), email: z.string() }) },
  reset_password: { lifetimeMs: hour, value: z.object({ user_id: z.uuid(), email: z.string() }) },
  change_email: { lifetimeMs: day, value: z.object({ user_id: z.uuid(), email: z.string(), from: z.string() }) },
  /** Holds the address that a person had, also against others. */
  keep_email: { lifetimeMs: 7 * day, value: z.object({ user_id: z.uuid(), email: z.string() }) },
  nothing: { lifetimeMs: 1, value: z.object({}) },
} as const;
export type LinkKind = keyof typeof kinds;
export type LinkValue<K extends LinkKind> = z.infer<(typeof kinds)[K]["value"]>;

export const keepEmailDays = kinds.keep_email.lifetimeMs / day;

/** Makes a link's token: 256 random bits, of which the database keeps the hash only. What has expired goes on the way. */
export async function issueLink<K extends LinkKind>(
  on: Kysely<AuthDatabase>,
  kind: K,
  value: LinkValue<K>,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const now = new Date();
  await on
    .deleteFrom("verification")
    .where("expiresAt", "<", sql<Date>`now()`)
    .execute();
  await on
    .insertInto("verification")
    .values({
      identifier: identifierOf(kind, token),
      value: JSON.stringify(value),
      expiresAt: sql<Date>`now() + ${kinds[kind].lifetimeMs}::bigint * interval '1 millisecond'`,
      updatedAt: now,
    })
    .execute();
  return token;
}

/** What a token opens, which it opens no more afterwards: of two who come with it at once, one gets it. Null for any other token. */
export async function takeLink<K extends LinkKind>(
  on: Kysely<AuthDatabase>,
  kind: K,
  token: string,
): Promise<(LinkValue<K> & { readonly expiresAt: Date }) | null> {
  const row = await on
    .deleteFrom("verification")
    .where("identifier", "=", identifierOf(kind, token))
    .where("expiresAt", ">", sql<Date>`now()`)
    .returning(["value", "expiresAt"])
    .executeTakeFirst();
  return row === undefined ? null : { ...parseValue(kind, row.value), expiresAt: row.expiresAt };
}

/** What a token would open. For refusing what else is wrong before it is used up. */
export async function peekLink<K extends LinkKind>(
  on: Kysely<AuthDatabase>,
  kind: K,
  token: string,
): Promise<LinkValue<K> | null> {
  const row = await on
    .selectFrom("verification")
    .select("value")
    .where("identifier", "=", identifierOf(kind, token))
    .where("expiresAt", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return row === undefined ? null : parseValue(kind, row.value);
}

/** Ends all links of a kind that are about a person or an address; of those, the ones that end later than one, where that is said. */
export async function dropLinks(
  on: Kysely<AuthDatabase>,
  kind: LinkKind,
  about: { readonly user_id: string } | { readonly email: string },
  laterThan?: Date,
): Promise<void> {
  let query = on
    .deleteFrom("verification")
    .where("identifier", "like", `caudal:${kind}:%`)
    .where(sql<boolean>`position(${fieldOf(about)} in value) > 0`);
  if (laterThan !== undefined) query = query.where("expiresAt", ">", laterThan);
  await query.execute();
}

/** Whose address this was until lately: it is theirs to take back, and nobody else's yet. */
export async function holderOfEmail(on: Kysely<AuthDatabase>, email: string): Promise<string | null> {
  const row = await on
    .selectFrom("verification")
    .select("value")
    .where("identifier", "like", "caudal:keep_email:%")
    .where("expiresAt", ">", sql<Date>`now()`)
    .where(sql<boolean>`position(${fieldOf({ email })} in value) > 0`)
    .executeTakeFirst();
  return row === undefined ? null : parseValue("keep_email", row.value).user_id;
}

/** `"email":"…"` as it stands in a value. */
function fieldOf(about: object): string {
  return JSON.stringify(about).slice(1, -1);
}

function parseValue<K extends LinkKind>(kind: K, value: string): LinkValue<K> {
  // The schema of a kind is what its type was inferred from: TypeScript cannot follow that through the record.
  return kinds[kind].value.parse(JSON.parse(value)) as LinkValue<K>;
}

function identifierOf(kind: LinkKind, token: string): string {
  return `caudal:${kind}:${createHash("sha256").update(token).digest("hex")}`;
}
