import type { Log } from "@caudal/base/log.ts";
import {
  closeDeparture,
  listLeftObjects,
  removeLeftNotifications,
  removeLeftObject,
  tellOneDeparture,
} from "@caudal/db/queries/departures.ts";
import { countRemovals } from "@caudal/db/queries/erasure.ts";
import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { PageLinks } from "../mail/page-links.ts";
import type { MayRemove } from "../audit/chain-watch.ts";
import { erasurePace } from "./erase-people.ts";
import { removeObjects } from "./remove-objects.ts";

export type DeparturePorts = {
  readonly db: Kysely<Database>;
  readonly objects: Pick<ObjectStore, "remove">;
  readonly enqueueMail: EnqueueMail;
  readonly links: Pick<PageLinks, "signIn" | "ownData">;
  /** Whether what the database does not know may go: what a member left may have been given back since the copy that this database is. */
  readonly mayRemove: MayRemove;
  readonly log: Log;
};

/**
 * Removes what members left behind and whose time is over: bytes before rows, and the departure last, with a mail to its person in the same
 * transaction. Each step can be repeated, as an erasure's, and what fails keeps no other. Whom nobody told yet is told
 * first, and has 30 days from then on. Answers how many departures came to their end.
 */
export async function removeLeftThings(ports: DeparturePorts, signal?: AbortSignal): Promise<number> {
  const { db, objects, log } = ports;
  if (!(await ports.mayRemove())) {
    const { departures } = await countRemovals(db);
    if (departures > 0)
      log.warn({ departures }, "what members left is not removed: the database may be older than the bytes beside it");
    return 0;
  }
  while (await tellOne(ports)) if (signal?.aborted === true) return 0;
  const failures = await removeObjects(
    {
      objects,
      list: (atMost) => listLeftObjects(db, atMost),
      forget: (object) => repeatDeadlocked(() => removeLeftObject(db, object)),
    },
    signal,
  );
  if (failures === null) return 0;
  while ((await repeatDeadlocked(() => removeLeftNotifications(db, erasurePace.rowsAtOnce))) > 0)
    if (signal?.aborted === true) return 0;
  let closed = 0;
  while (await closeOne(ports)) closed += 1;
  for (const [person, failed] of Map.groupBy(failures, ({ object }) => object.user_id)) {
    const err = new AggregateError(
      failed.map(({ error }) => error),
      `${failed.length} objects were not removed`,
    );
    log.error({ err, person }, "removing what a member left stopped; it goes on in a minute");
  }
  return closed;
}

async function tellOne({ db, enqueueMail, links }: DeparturePorts): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const untold = await tellOneDeparture(tx);
    if (untold === null) return false;
    const { user_id, email, name, locale, account, files, ends_at } = untold;
    if (files > 0)
      await enqueueMail(tx, {
        to: email,
        locale,
        key: "membership.ended",
        userId: user_id,
        params: { name, account, files, ends_at: ends_at.toISOString(), link: links.ownData() },
      });
    return true;
  });
}

async function closeOne({ db, enqueueMail, links }: DeparturePorts): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const gone = await closeDeparture(tx);
    if (gone === null) return false;
    const { user_id, email, name, locale, account, files } = gone;
    if (files > 0)
      await enqueueMail(tx, {
        to: email,
        locale,
        key: "membership.removed",
        userId: user_id,
        params: { name, account, files, link: links.signIn() },
      });
    return true;
  });
}
