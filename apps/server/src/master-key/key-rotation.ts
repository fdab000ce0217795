import type { Clock } from "@caudal/base/clock.ts";
import { createPause } from "@caudal/base/pause.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { MasterKeyState } from "@caudal/contract/resources/master-key.ts";
import { recordKeyChange } from "@caudal/db/queries/sealed-texts.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Origin } from "@caudal/db/scope.ts";
import type { KeyFile } from "@caudal/secrets/key-file.ts";
import type { Kysely } from "kysely";
import { rewrapAll } from "./rewrap-all.ts";
import type { SealedStore } from "./sealed-stores.ts";

export type RotationPorts = {
  readonly db: Kysely<Database>;
  readonly keys: KeyFile;
  readonly stores: readonly SealedStore[];
  readonly clock: Clock;
  readonly log: Log;
};

export type RotationSettings = {
  /**
   * How long after the change an old key stays at least: what was sealed under it a moment before may not be committed yet. No transaction of
   * the server lasts as long (statements end after 30 s, idle transactions after 5 s).
   */
  readonly graceMs: number;
  readonly pauseMs: number;
};
export const rotationSettings: RotationSettings = { graceMs: 5 * 60_000, pauseMs: 2_000 };

export type KeyRotation = Service & {
  state(): MasterKeyState;
  /** Puts a new key in front, unless a change is going on; null where the keys are configured. */
  begin(origin: Origin): Promise<MasterKeyState | null>;
};

/**
 * The change of the master key. The new key is on the disk before anything is sealed under it; then everything is wrapped anew, while the
 * server works; an old key goes when nothing is under it and nothing can come under it any more. Whoever starts with retired keys on the
 * ring goes on with that, so that a kill at any moment loses nothing but time.
 */
export function createKeyRotation(ports: RotationPorts, settings: RotationSettings = rotationSettings): KeyRotation {
  const { db, keys, stores, clock, log } = ports;
  const { ring } = keys;
  let stopped = false;
  let wrapped = 0;
  let broken: readonly string[] = [];
  let clean = false;
  let since = clock.monotonic();
  let working: Promise<void> | null = null;
  const pause = createPause(settings.pauseMs);

  const state = (): MasterKeyState => ({
    current: ring.current.id,
    retired: ring.retired.map(({ id }) => id),
    configured: !keys.own,
    phase: ring.retired.length === 0 ? "done" : clean ? (keys.own ? "waiting" : "droppable") : "wrapping",
    wrapped,
    broken: [...broken],
  });

  async function goOn(): Promise<void> {
    while (!stopped && ring.retired.length > 0) {
      try {
        const late = clock.monotonic() - since >= settings.graceMs;
        const round = await rewrapAll(stores, ring, () => !stopped);
        wrapped += round.wrapped;
        if (round.broken.length > 0 && broken.length === 0)
          log.error({ broken: round.broken }, "sealed texts that do not open keep their key on the ring");
        broken = round.broken;
        clean = !stopped && broken.length === 0 && round.missed === 0;
        if (clean && late && round.wrapped === 0) {
          // Of keys in the environment it is the operator who takes the old ones away.
          if (!keys.own) return;
          await drop();
        }
      } catch (err) {
        log.warn({ err }, "sealed texts are not wrapped anew for the moment");
      }
      if (!stopped && ring.retired.length > 0) await pause.take();
    }
  }

  async function drop(): Promise<void> {
    const gone = ring.retired.map(({ id }) => id);
    const changes = { key: { before: gone.join(", "), after: ring.current.id }, wrapped: { after: String(wrapped) } };
    // First the entry: a key that went and of which nobody knows is worse than an entry that comes twice.
    await recordKeyChange(db, "master_key.retired", changes, null);
    await keys.dropRetired();
    log.info({ current: ring.current.id, gone, wrapped }, "the old master key is gone");
  }

  const work = (): void => {
    working ??= goOn().finally(() => (working = null));
  };

  return {
    name: "master key",
    state,
    begin: async (origin) => {
      if (!keys.own) return null;
      if (ring.retired.length > 0) return state();
      const before = ring.current.id;
      const made = await keys.addKey();
      [wrapped, broken, clean, since] = [0, [], false, clock.monotonic()];
      log.info({ before, current: made.id }, "a new master key is in front");
      work();
      await recordKeyChange(db, "master_key.changed", { key: { before, after: made.id } }, origin);
      return state();
    },
    start: async () => work(),
    stop: async () => {
      stopped = true;
      pause.end();
      await working;
    },
  };
}
