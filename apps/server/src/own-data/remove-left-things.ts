import {
  closeDeparture,
  listLeftObjects,
  removeLeftNotifications,
  removeLeftObject,
  tellOneDeparture,
} from "@caudal/db/queries/departures.ts";
import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { PageLinks } from "../mail/page-links.ts";
import { erasurePace } from "./erase-people.ts";
import { removeObjects } from "./remove-objects.ts";

export type DeparturePorts = {
  readonly db: Kysely<Database>;
  readonly objects: Pick<ObjectStore, "remove">;
  readonly enqueueMail: EnqueueMail;
  readonly links: Pick<PageLinks, "signIn" | "ownData">;
};

/**
 * Removes what members left behind and whose time is over: bytes before rows, and the departure last, with a mail to its person in the same
 * transaction. Each step can be repeated, as an erasure's, and what fails keeps no other. Whom nobody told yet is told first, and has 30 days from then on. Answers how many departures came to their end.
 */
export async function removeLeftThings(ports: DeparturePorts, signal?: AbortSignal): Promise<number> {
  const { db, objects } = ports;
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
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} objects were not removed`);
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
