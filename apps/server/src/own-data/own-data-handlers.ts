import { Fault } from "@caudal/base/fault.ts";
import { erasureWords, type ErasurePlan } from "@caudal/contract/resources/erasure.ts";
import type { ownDataRoutes } from "@caudal/contract/routes/own-data.ts";
import {
  beginErasure,
  countOwnThings,
  listOwnAccounts,
  recordExport,
  type OwnAccount,
  type OwnThings,
} from "@caudal/db/queries/erasure.ts";
import { withoutOrigin } from "@caudal/db/origin-context.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart, readAsPerson, withPerson } from "@caudal/db/scope.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import type { HandlersOf, Outsider, Person } from "../http/route-handler.ts";
import { toBody } from "../http/static-page.ts";
import { attachment } from "../http/content-disposition.ts";
import { ownScopes } from "./own-scopes.ts";
import { lockOut } from "./erase-people.ts";
import { streamExport } from "./stream-export.ts";

export type OwnDataPorts = {
  readonly db: Kysely<Database>;
  readonly authPool: Pool;
  readonly objects: ObjectStore;
  /** Lets the erasure go on at once. */
  readonly wakeEraser: () => void;
  /** A session has ended: so do its live events. */
  readonly onSignOut: (sessionId: string) => void;
};

/** Who looks as another member has nothing of their own there, and what is that member's stays hidden. */
export function refuseViewing(person: Person | Outsider): void {
  if (!("outside" in person) && person.viewing !== undefined) throw new Fault("viewing_as");
}

export function ownDataHandlers(ports: OwnDataPorts): HandlersOf<typeof ownDataRoutes> {
  const { db } = ports;
  return {
    exportMyData: async ({ person, context }) => {
      refuseViewing(person);
      // Whoever asks where their things went finds that they were taken away, in whichever account they were.
      await withPerson(db, person.scope, recordExport);
      const { archive, name } = streamExport(ports, person.scope, context.locale, context.signal);
      return new Response(toBody(archive), {
        headers: {
          "content-type": "application/zip",
          "content-disposition": attachment(name),
          "cache-control": "private, no-store",
        },
      });
    },

    planMyErasure: async ({ person }) => {
      refuseViewing(person);
      const accounts = await readAsPerson(db, person.scope, listOwnAccounts);
      const scopes = await ownScopes(db, person.scope);
      // It counts all there is of a person, and takes as long: nobody is to wait behind it.
      const things = await Promise.all(scopes.map((scope) => readApart(db, scope, countOwnThings)));
      return { accounts: accounts.map(fateOf), goes: addUp(things) };
    },

    eraseMe: async ({ body, person }) => {
      const words: readonly string[] = Object.values(erasureWords);
      if (!words.includes(body.word.trim().toUpperCase())) throw new Fault("erasure_word_wrong");
      // Its runs' rows are a worker's too.
      const begun = await repeatDeadlocked(() => withPerson(db, person.scope, (tx) => beginErasure(tx, body.give_up)));
      if (!begun) throw new Fault("erasure_last_owner");
      try {
        // From here on it is done whatever becomes of the session that asked for it.
        const gone = await withoutOrigin(() => lockOut(ports.authPool, person.scope.userId));
        for (const session of gone) ports.onSignOut(session);
      } finally {
        ports.wakeEraser();
      }
      return { status: "erasing" as const };
    },
  };
}

export function fateOf(account: OwnAccount): ErasurePlan["accounts"][number] {
  const isLastOwner = account.role === "owner" && account.owners === 0;
  return {
    id: account.account_id,
    name: account.name,
    role: account.role,
    others: account.others,
    fate: !isLastOwner ? "leave" : account.others === 0 ? "goes" : "last_owner",
  };
}

function addUp(things: readonly OwnThings[]): OwnThings {
  const sum = (of: keyof OwnThings) => things.reduce((total, each) => total + each[of], 0);
  return {
    files: sum("files"),
    bytes: sum("bytes"),
    insights: sum("insights"),
    notifications: sum("notifications"),
    shares_given: sum("shares_given"),
    shares_received: sum("shares_received"),
  };
}
