import { Fault } from "@caudal/base/fault.ts";
import type { departureRoutes } from "@caudal/contract/routes/departures.ts";
import { endDeparture, listDepartures, listLeftAccounts } from "@caudal/db/queries/departures.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readAsPerson, readInScope, withPerson } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import { refuseViewing } from "./own-data-handlers.ts";

/** `wakeEraser`: what ended is removed at once. */
export function departureHandlers(db: Kysely<Database>, wakeEraser: () => void): HandlersOf<typeof departureRoutes> {
  return {
    listLeftAccounts: async ({ person }) => {
      refuseViewing(person);
      const rows = await readAsPerson(db, person.scope, listLeftAccounts);
      return { items: rows.map(({ account_id, name, ...kept }) => ({ id: account_id, name, ...inText(kept) })) };
    },

    removeLeftThings: async ({ params, person }) => {
      if (!(await withPerson(db, person.scope, (tx) => endDeparture(tx, params.id)))) throw new Fault("not_found");
      wakeEraser();
    },

    listDepartures: async ({ person }) => {
      const rows = await readInScope(db, person.scope, listDepartures);
      return { items: rows.map(({ user_id, name, ...kept }) => ({ user_id, name, ...inText(kept) })) };
    },
  };
}

type Times = { readonly left_at: Date; readonly ends_at: Date };

function inText<T extends Times>(
  kept: T,
): Omit<T, keyof Times> & { readonly left_at: string; readonly ends_at: string } {
  return { ...kept, left_at: kept.left_at.toISOString(), ends_at: kept.ends_at.toISOString() };
}
