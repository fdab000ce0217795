import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import {
  closeErasure,
  eraseObject,
  erasePerson,
  listErasable,
  listErasableMails,
  listErasures,
  type ErasableMails,
} from "@caudal/db/queries/erasure.ts";
import { withoutOrigin } from "@caudal/db/origin-context.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { Cron } from "croner";
import type { Kysely } from "kysely";
import { z } from "zod";

/** As much of a pool as is needed here. */
export type SignInRows = { query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }> };

export type ErasurePorts = {
  readonly db: Kysely<Database>;
  /** Sign-in's own login. */
  readonly authPool: SignInRows;
  readonly objects: Pick<ObjectStore, "remove">;
  /** Removes mails that lie as files, where there is no mail server, or was none. */
  readonly removeMails: (mails: ErasableMails) => Promise<unknown>;
};

const atOnce = 100;
const EndedSession = z.object({ id: z.string() });

/**
 * Carries out every erasure that was asked for, from wherever it stands: each step can be repeated, and the asking is struck out last. So a
 * server may be killed anywhere in it, and two may be at it at once. Answers how many came to their end.
 */
export async function erasePeople(ports: ErasurePorts, signal?: AbortSignal): Promise<number> {
  let erased = 0;
  for (const person of await listErasures(ports.db)) {
    // First of all nobody comes in any more, and the address is free.
    await lockOut(ports.authPool, person);
    if (await eraseOne(ports, person, signal)) erased += 1;
    if (signal?.aborted === true) break;
  }
  return erased;
}

async function eraseOne(
  { db, authPool, objects, removeMails }: ErasurePorts,
  person: string,
  signal?: AbortSignal,
): Promise<boolean> {
  for (;;) {
    const found = await listErasable(db, person, atOnce);
    for (const object of found) {
      if (signal?.aborted === true) return false;
      const folder = folderOf(object.object_key);
      await objects.remove(folder);
      await repeatDeadlocked(() => eraseObject(db, person, object));
      // What a worker put there in between, before it saw that its run is gone.
      await objects.remove(folder);
    }
    if (found.length === 0) break;
  }
  // As long as it is known which they are; and what was still on its way there, once nothing more can be.
  const mails = await listErasableMails(db, person);
  if (mails !== null) await removeMails(mails);
  if (!(await repeatDeadlocked(() => erasePerson(db, person)))) {
    // Either something arrived meanwhile, which the next round takes, or only sign-in's rows and the log are left.
    if ((await listErasable(db, person, 1)).length > 0) return false;
  }
  if (mails !== null) await removeMails(mails);
  await authPool.query('delete from "user" where id = $1', [person]);
  await closeErasure(db, person);
  return true;
}

/** Ends all sessions, takes password and other ways to sign in away, and lets go of name and address. Gives the sessions that ended. */
export async function lockOut(authPool: SignInRows, person: string): Promise<readonly string[]> {
  await authPool.query("delete from second_steps where user_id = $1", [person]);
  await authPool.query("delete from known_devices where user_id = $1", [person]);
  // Links that were mailed hold the address, and the one before it.
  await authPool.query("delete from verification where position($1 in value) > 0", [`"user_id":"${person}"`]);
  await authPool.query('delete from account where "userId" = $1', [person]);
  await authPool.query(`update "user" set name = '', email = $2, image = null where id = $1 and email <> $2`, [
    person,
    `${person}@erased.invalid`,
  ]);
  // Last of all: by one of these this is asked for.
  const { rows } = await authPool.query('delete from session where "userId" = $1 returning id', [person]);
  return rows.map((row) => EndedSession.parse(row).id);
}

/** Erases at its start, once a minute, and when told to, and removes then what those who left an account do not keep any more. */
export function createEraser(
  ports: ErasurePorts,
  removeLeft: (signal: AbortSignal) => Promise<number>,
  log: Log,
): Service & { readonly wake: () => void } {
  const stopping = new AbortController();
  let schedule: Cron | null = null;
  let working: Promise<void> = Promise.resolve();
  const work = (): void => {
    working = working.then(async () => {
      if (stopping.signal.aborted) return;
      try {
        const erased = await erasePeople(ports, stopping.signal);
        if (erased > 0) log.info({ erased }, "persons erased");
        const departures = await removeLeft(stopping.signal);
        if (departures > 0) log.info({ departures }, "what members left was removed");
      } catch (err) {
        log.error({ err }, "an erasure stopped; it goes on in a minute");
      }
    });
  };
  return {
    name: "eraser",
    start: async () => {
      schedule = new Cron("41 * * * * *", { protect: true }, work);
      work();
    },
    stop: async () => {
      schedule?.stop();
      stopping.abort();
      await working;
    },
    wake: () => withoutOrigin(work),
  };
}

/** A file's bytes and what was made from them stand in one folder of the store. */
export function folderOf(objectKey: string): string {
  return objectKey.includes("/") ? objectKey.slice(0, objectKey.lastIndexOf("/") + 1) : objectKey;
}
