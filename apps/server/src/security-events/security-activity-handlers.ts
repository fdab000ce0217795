import { isOwnSecurityAction } from "@caudal/contract/audit/security-actions.ts";
import type { SecurityActivity } from "@caudal/contract/resources/security-activity.ts";
import type { securityActivityRoutes } from "@caudal/contract/routes/security-activity.ts";
import { listOwnSecurity, type OwnSecurityRow } from "@caudal/db/queries/security-events.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";

export function securityActivityHandlers(db: Kysely<Database>): HandlersOf<typeof securityActivityRoutes> {
  return {
    listSecurityActivity: async ({ query: { cursor, limit }, person }) => {
      const found = await readInScope(db, person.scope, (tx) => listOwnSecurity(tx, cursor ?? null, limit + 1));
      const rows = found.slice(0, limit);
      return {
        items: rows.flatMap(activityOf),
        next: found.length > limit ? (rows.at(-1)?.id ?? null) : null,
      };
    },
  };
}

/** What the log holds besides (a sign-up, a key that went with its member) is no news to its person. */
function activityOf(row: OwnSecurityRow): readonly SecurityActivity[] {
  const { id, at, action, by_me, address, object_name, changes } = row;
  if (!isOwnSecurityAction(action)) return [];
  const said = (column: string): string | null => changes?.[column]?.after ?? null;
  return [
    {
      id,
      at: at.toISOString(),
      action,
      by: by_me === null ? "unknown" : by_me ? "me" : "other",
      address,
      name: action.startsWith("api_key.") || action === "security.key_refused" ? object_name : null,
      times: Number(said("times") ?? 1),
      reason: said("reason"),
      operation: said("operation"),
    },
  ];
}
