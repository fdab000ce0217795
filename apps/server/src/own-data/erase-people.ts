import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import {
  closeErasure,
  eraseNotifications,
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
import { removeObjects } from "./remove-objects.ts";

/** As much of a pool as is needed here. */
export type SignInRows = { query(text: string, values: unknown[]): Promise<{ readonly rows: readonly unknown[] }> };

/** What one round did. */
export type ErasureRound = {
  readonly erased: number;
  readonly failed: number;
  /** Of whom there is so much that others had their turn first: they wait for the next round, and it need not wait for anything. */
  readonly goOn: number;
};

export type ErasurePace = {
  /** Rows that one statement empties or removes: half a second of it, so that it is far from the database's limit on a slow disk too. */
  readonly rowsAtOnce: number;
  /** Such statements of one person in a round. */
  readonly pieces: number;
};

export const erasurePace: ErasurePace = { rowsAtOnce: 10_000, pieces: 20 };

export type ErasurePorts = {
  readonly db: Kysely<Database>;
  /** Sign-in's own login. */
  readonly authPool: SignInRows;
  readonly objects: Pick<ObjectStore, "remove">;
  /** Removes mails that lie as files, where there is no mail server, or was none. */
  readonly removeMails: (mails: ErasableMails) => Promise<unknown>;
  /** One erasure did not come to its end. */
  readonly onFailure: (person: string, error: unknown) => void;
  readonly pace?: ErasurePace;
};

const EndedSession = z.object({ id: z.string() });

/**
 * Carries out every erasure that was asked for, from wherever it stands: each step can be repeated, and the asking is struck out last. So a
 * server may be killed anywhere in it, and two may be at it at once. One that fails keeps no other waiting, and neither does one that takes long.
 */
export async function erasePeople(ports: ErasurePorts, signal?: AbortSignal): Promise<ErasureRound> {
  const round = { erased: 0, failed: 0, goOn: 0 };
  for (const person of await listErasures(ports.db)) {
    try {
      // First of all nobody comes in any more, and the address is free.
      await lockOut(ports.authPool, person);
      const state = await eraseOne(ports, person, signal);
      if (state === "done") round.erased += 1;
      if (state === "goes_on") round.goOn += 1;
    } catch (err) {
      round.failed += 1;
      ports.onFailure(person, err);
    }
    if (signal?.aborted === true) break;
  }
  return round;
}

async function eraseOne(
  { db, authPool, objects, removeMails, pace = erasurePace }: ErasurePorts,
  person: string,
  signal?: AbortSignal,
): Promise<"done" | "goes_on" | "later"> {
  let pieces = 0;
  /** Whether there is none left to do; not when it is somebody else's turn. */
  const finish = async (isOver: () => Promise<boolean>): Promise<boolean> => {
    for (; pieces < pace.pieces && signal?.aborted !== true; pieces += 1) if (await isOver()) return true;
    return false;
  };
  const failures = await removeObjects(
    {
      objects,
      list: (atMost) => listErasable(db, person, atMost),
      forget: (object) => repeatDeadlocked(() => eraseObject(db, person, object)),
    },
    signal,
  );
  if (failures === null) return "later";
  if (failures.length > 0)
    throw new AggregateError(
      failures.map(({ error }) => error),
      `${failures.length} objects were not removed`,
    );
  const noticed = await finish(
    async () => (await repeatDeadlocked(() => eraseNotifications(db, person, pace.rowsAtOnce))) === 0,
  );
  if (!noticed) return "goes_on";
  // As long as it is known which they are; and what was still on its way there, once nothing more can be.
  const mails = await listErasableMails(db, person);
  if (mails !== null) await removeMails(mails);
  if (!(await repeatDeadlocked(() => erasePerson(db, person)))) {
    // Either something arrived meanwhile, which the next round takes, or only sign-in's rows and the log are left.
    if ((await listErasable(db, person, 1)).length > 0) return "later";
  }
  if (mails !== null) await removeMails(mails);
  await authPool.query('delete from "user" where id = $1', [person]);
  return (await finish(() => closeErasure(db, person, pace.rowsAtOnce))) ? "done" : "goes_on";
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
  ports: Omit<ErasurePorts, "onFailure">,
  removeLeft: (signal: AbortSignal) => Promise<number>,
  log: Log,
): Service & { readonly wake: () => void } {
  const stopping = new AbortController();
  let schedule: Cron | null = null;
  let working: Promise<void> = Promise.resolve();
  const onFailure = (person: string, err: unknown): void =>
    log.error({ err, person }, "an erasure stopped; it goes on in a minute");
  const erase = async (): Promise<boolean> => {
    const { erased, goOn } = await erasePeople({ ...ports, onFailure }, stopping.signal);
    if (erased > 0) log.info({ erased }, "persons erased");
    return goOn > 0;
  };
  const remove = async (): Promise<void> => {
    const departures = await removeLeft(stopping.signal);
    if (departures > 0) log.info({ departures }, "what members left was removed");
  };
  const work = (): void => {
    working = working.then(async () => {
      let more = true;
      while (more && !stopping.signal.aborted) {
        more = await erase().catch((err: unknown) => {
          log.error({ err }, "erasures stopped; they go on in a minute");
          return false;
        });
        await remove().catch((err: unknown) =>
          log.error({ err }, "removing what members left stopped; it goes on in a minute"),
        );
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
