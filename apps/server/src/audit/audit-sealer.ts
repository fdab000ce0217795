import { isSignedHead, signHead } from "@caudal/audit/chain-head.ts";
import type { AuditKey } from "@caudal/audit/audit-key.ts";
import { sealEntries } from "@caudal/audit/seal-entries.ts";
import type { Clock } from "@caudal/base/clock.ts";
import { createPause } from "@caudal/base/pause.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { readAuditStatus, readLinkAt, sealNext, type AuditStatus } from "@caudal/db/audit/audit-chain.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { HeadsFile } from "./heads-file.ts";

export type SealerPorts = {
  readonly db: Kysely<Database>;
  readonly key: AuditKey;
  readonly heads: HeadsFile;
  readonly clock: Clock;
  readonly log: Log;
  /** After each round; `agrees`: the chain goes on from the head that was kept outside of the database. */
  readonly observe: (status: AuditStatus, agrees: boolean) => void;
};

export type SealerSettings = {
  /** Between rounds that found nothing, in milliseconds. */
  readonly pauseMs: number;
  readonly atMost: number;
};

export const sealerSettings: SealerSettings = { pauseMs: 1_000, atMost: 500 };

/**
 * Seals what was committed, again and again. Several servers may do so: one at a time gets to, and each keeps the chain's end in its own
 * folder. The clock only says when something was sealed; in which order is the database's to say.
 */
export function createAuditSealer(ports: SealerPorts, settings: SealerSettings = sealerSettings): Service {
  const { db, key, heads, clock, log } = ports;
  let stopped = false;
  const pause = createPause(settings.pauseMs);
  let running: Promise<void> = Promise.resolve();
  let agrees = true;

  /** Whether there may be more to seal at once. */
  async function seal(): Promise<boolean> {
    const sealed = await sealNext(db, settings.atMost, (end, entries) => sealEntries(key, end, entries, clock.now()));
    const status = await readAuditStatus(db);
    await keepHead(status);
    ports.observe(status, agrees);
    return sealed === settings.atMost;
  }

  async function keepHead({ end }: AuditStatus): Promise<void> {
    const last = heads.last();
    // A chain that is shorter than it was is told by `compareHead`; its end is no progress that would have to be kept.
    if (end === null || (last !== null && end.position <= last.position)) return;
    await heads.append(signHead(key, end));
  }

  /** A database that was set back, or written anew, is told at once and not only when somebody verifies. Sealing goes on all the same. */
  async function compareHead(): Promise<void> {
    const last = heads.last();
    if (last === null) return;
    agrees = isSignedHead(key, last) && (await readLinkAt(db, last.position)) === last.link;
    if (!agrees)
      log.error({ position: last.position }, "the audit's chain does not go on from its head outside of the database");
  }

  async function run(): Promise<void> {
    let compared = false;
    while (!stopped) {
      let more = false;
      try {
        if (!compared) await compareHead();
        compared = true;
        more = await seal();
      } catch (err) {
        log.warn({ err }, "audit entries not sealed for the moment");
      }
      if (!more && !stopped) await pause.take();
    }
    // What this server's last requests wrote. A database that is away now is no reason not to end.
    await seal().catch((err: unknown) => log.warn({ err }, "audit entries left to the next start"));
  }

  return {
    name: "audit sealer",
    start: async () => {
      running = run();
    },
    stop: async () => {
      stopped = true;
      pause.end();
      await running;
    },
  };
}
