import { sql, type Kysely } from "kysely";
import type { Database } from "../schema.ts";

type Role = Database["members"]["role"];

/** By what somebody acts in an account, which may have ended since. */
export type WayInUse = {
  readonly kind: "session" | "key";
  readonly id: string;
  readonly userId: string;
  readonly accountId: string;
};

/**
 * As what each of these acts now: null where the session or key has ended or run out, where they belong to the account no more, and where
 * they lack the second factor that it asks for. One statement for all; needs no scope.
 */
export async function rolesByWays(db: Kysely<Database>, ways: readonly WayInUse[]): Promise<readonly (Role | null)[]> {
  const asked = ways.map(({ kind, id, userId, accountId }) => ({ kind, id, user_id: userId, account_id: accountId }));
  const { rows } = await sql<{ place: number; role: Role }>`
    select place, role from caudal.roles_by_ways(${JSON.stringify(asked)}::jsonb)`.execute(db);
  const roles = new Map(rows.map(({ place, role }) => [place, role]));
  return ways.map((_way, place) => roles.get(place) ?? null);
}
