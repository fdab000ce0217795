import { Fault } from "@caudal/base/fault.ts";
import type { sessionRoutes } from "@caudal/contract/routes/sessions.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { programOf } from "./program-of.ts";
import type { SessionStore } from "./session-store.ts";

export type SessionPorts = {
  readonly sessions: SessionStore;
  /** Sessions ended here: so do their live events, before the database tells. */
  readonly onEnd: (sessionId: string) => void;
};

export function sessionHandlers({ sessions, onEnd }: SessionPorts): HandlersOf<typeof sessionRoutes> {
  return {
    listSessions: async ({ person }) => {
      const rows = await sessions.list(person.scope.userId);
      const items = rows.map((row) => ({
        id: row.id,
        current: row.id === person.credential.id,
        created_at: row.createdAt.toISOString(),
        last_used_at: row.lastUsedAt.toISOString(),
        expires_at: row.expiresAt.toISOString(),
        ends_at: row.endsAt.toISOString(),
        address: row.address,
        program: programOf(row.userAgent),
      }));
      return { items: items.toSorted((one, other) => Number(other.current) - Number(one.current)) };
    },
    endSession: async ({ params, person }) => {
      if (!(await sessions.end(person.scope.userId, params.id))) throw new Fault("not_found");
      onEnd(params.id);
    },
    endOtherSessions: async ({ person }) => ({
      ended: await sessions.endAll(person.scope.userId, person.credential.id),
    }),
    // The cookie is left behind: it opens nothing any more, and the next request takes it away.
    signOutEverywhere: async ({ person }) => ({ ended: await sessions.endAll(person.scope.userId) }),
  };
}
