import type { memberRoutes } from "@caudal/contract/routes/members.ts";
import {
  changeMember,
  handOver,
  listMembers,
  removeMember,
  type MemberChange,
  type MemberRow,
} from "@caudal/db/queries/members.ts";
import type { Database } from "@caudal/db/schema.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import { tellDeparture, type DepartureTeller } from "../own-data/tell-departure.ts";
import type { HandlersOf } from "../http/route-handler.ts";

const memberResource = (row: MemberRow) => ({
  ...row,
  joined_at: row.joined_at.toISOString(),
  last_sign_in_at: row.last_sign_in_at?.toISOString() ?? null,
});

export function memberHandlers(db: Kysely<Database>, teller: DepartureTeller): HandlersOf<typeof memberRoutes> {
  return {
    listMembers: async ({ person }) => ({
      items: (await readInScope(db, person.scope, listMembers)).map(memberResource),
    }),

    updateMember: async ({ params, body, person }) => {
      const change: MemberChange = {
        ...(body.role === undefined ? {} : { role: body.role }),
        ...(body.access_profile_id === undefined ? {} : { access_profile_id: body.access_profile_id }),
      };
      return memberResource(
        await repeatDeadlocked(() => withScope(db, person.scope, (tx) => changeMember(tx, params.id, change))),
      );
    },

    removeMember: async ({ params, person }) => {
      await repeatDeadlocked(() =>
        withScope(db, person.scope, async (tx) => {
          await removeMember(tx, params.id);
          await tellDeparture(tx, teller, person.scope, params.id);
        }),
      );
    },

    handOver: async ({ params, person }) => {
      await repeatDeadlocked(() => withScope(db, person.scope, (tx) => handOver(tx, person.scope.userId, params.id)));
    },
  };
}
