import type { AuditKey } from "@caudal/audit/audit-key.ts";
import { sealEntries } from "@caudal/audit/seal-entries.ts";
import type { Clock } from "@caudal/base/clock.ts";
import { createPause } from "@caudal/base/pause.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { readAuditStatus, sealNext, type AuditStatus } from "@caudal/db/audit/audit-chain.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { ChainWatch } from "./chain-watch.ts";

export type SealerPorts = {
  readonly db: Kysely<Database>;
  readonly key: AuditKey;
  readonly watch: ChainWatch;
  readonly clock: Clock;
  readonly log: Log;
  /** After each round; `agrees`: the chain has the heads that were kept of it outside of the database. */
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
  const { db, key, watch, clock, log } = ports;
  let stopped = false;
  const pause = createPause(settings.pauseMs);
  let running: Promise<void> = Promise.resolve();

  /** Whether there may be more to seal at once. */
  async function seal(): Promise<boolean> {
    const sealed = await sealNext(db, settings.atMost, (end, entries) => sealEntries(key, end, entries, clock.now()));
    const status = await readAuditStatus(db);
    // Sealing goes on whatever is found, and also where a full disk keeps no head.
    await watch
      .look(status)
      .catch((err: unknown) => log.warn({ err }, "the audit's heads neither compared nor kept for the moment"));
    ports.observe(status, watch.agrees());
    return sealed === settings.atMost;
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let more = false;
      try {
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
