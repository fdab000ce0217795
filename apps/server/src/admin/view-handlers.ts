import type { viewRoutes } from "@caudal/contract/routes/views.ts";
import { findMember } from "@caudal/db/queries/members.ts";
import { beginView, endView } from "@caudal/db/queries/views.ts";
import type { Database } from "@caudal/db/schema.ts";
import { ownScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";

/** How long a view lasts at most. */
export const viewMs = 30 * 60_000;

/** `onMoved`: the session reads as somebody else from now on, so its live streams begin anew, in every tab. */
export function viewHandlers(
  db: Kysely<Database>,
  onMoved: (sessionId: string) => void,
): HandlersOf<typeof viewRoutes> {
  return {
    beginView: async ({ body, person: { credential, scope } }) => {
      const view = await withScope(db, scope, async (tx) => {
        const endsAt = await beginView(tx, credential.id, body.user_id, viewMs);
        const { name } = await findMember(tx, body.user_id);
        return { user_id: body.user_id, name, ends_at: endsAt.toISOString() };
      });
      onMoved(credential.id);
      return view;
    },

    endView: async ({ person: { credential, scope } }) => {
      if (await withScope(db, ownScope(scope), (tx) => endView(tx, credential.id))) onMoved(credential.id);
    },
  };
}
