import type { AuditKey } from "@caudal/audit/audit-key.ts";
import { parseHead, signHead } from "@caudal/audit/chain-head.ts";
import {
  findDisagreements,
  nameDisagreements,
  signDisagreement,
  type Disagreement,
} from "@caudal/audit/disagreement.ts";
import type { Clock } from "@caudal/base/clock.ts";
import type { Log } from "@caudal/base/log.ts";
import { readAuditStatus, readLinks, recordAcknowledgement, type AuditStatus } from "@caudal/db/audit/audit-chain.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Origin } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import { openDisagreementsFile } from "./disagreements-file.ts";
import { openHeadsFile } from "./heads-file.ts";

/** Whether the database is no older than the bytes beside it (`ChainWatch.holds`): what it does not know may go then. */
export type MayRemove = () => Promise<boolean>;

/** Whether the chain still has what was kept of it outside of the database. */
export type ChainWatch = {
  readonly agrees: () => boolean;
  /**
   * Compares now, and says whether the chain has all that was kept of it. Whoever removes what the database does not know asks this first:
   * beside an older copy of the database, or an empty one, that would be everything since.
   */
  readonly holds: MayRemove;
  /** What is not acknowledged, and its name; null where there is nothing. */
  readonly standing: () => { readonly id: string; readonly found: readonly Disagreement[] } | null;
  /**
   * Compares the newest head with the chain (one step in an index; the first time every head that is kept), and then keeps the chain's end
   * when it has gone on. `status` was read before: a tail that was cut off and grew again in between shows now, or by the head that is kept.
   */
  look(status: AuditStatus): Promise<void>;
  /**
   * Takes what has this name for known: an entry of the audit says so and why, the old heads are put aside, and new ones begin where the
   * chain is. False when it is not, or no longer, what stands there.
   */
  acknowledge(id: string, because: string, origin: Origin): Promise<boolean>;
};

export type WatchPorts = {
  readonly db: Kysely<Database>;
  readonly key: AuditKey;
  /** Where heads are kept. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
};

export async function openChainWatch({ db, key, folder, clock, log }: WatchPorts): Promise<ChainWatch> {
  const now = (): string => new Date(clock.now()).toISOString();
  const heads = await openHeadsFile(folder);
  const file = await openDisagreementsFile(folder, key, now());
  let found: readonly Disagreement[] = file.standing;
  /** Found, and not on the disk yet: it is full. */
  let unwritten: readonly Disagreement[] = [];
  let comparedAll = found.length > 0;
  if (found.length > 0)
    log.error({ found: found.map(tell) }, "the audit's chain does not have its heads, which nobody has acknowledged");

  /** One at a time: a round of the sealer, or an operator. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  async function compare(): Promise<void> {
    const lines = comparedAll ? heads.lines().slice(-1) : heads.lines();
    const positions = lines.flatMap((line) => parseHead(line)?.position ?? []);
    const links = positions.length === 0 ? new Map<number, string>() : await readLinks(db, positions);
    // Once of each head: what is gone at one look may differ at the next, when the chain has grown again.
    const known = new Set(found.map(({ line }) => line));
    const fresh = findDisagreements(key, lines, (position) => links.get(position) ?? null).filter(
      ({ line }) => !known.has(line),
    );
    if (fresh.length > 0) {
      const { end } = await readAuditStatus(db);
      const chain = end === null ? null : { position: end.position, link: end.link };
      const signed = fresh.map((each) => signDisagreement(key, { found_at: now(), ...each, chain }));
      found = [...found, ...signed];
      unwritten = [...unwritten, ...signed];
      log.error({ found: signed.map(tell) }, "the audit's chain does not go on from its head outside of the database");
    }
    comparedAll = true;
  }

  async function writeFound(): Promise<void> {
    for (const each of unwritten) {
      await file.append(each);
      unwritten = unwritten.filter((other) => other !== each);
    }
  }

  async function keep({ end }: AuditStatus): Promise<void> {
    if (end === null) return;
    const newest = heads.last();
    // Beside a head that the chain does not have, where the chain stands now: what is cut off from there on is seen again.
    const replaced = found.some(({ line }) => line === heads.lines().at(-1));
    if (newest !== null && end.position <= newest.position && !replaced) return;
    await heads.append(signHead(key, end));
  }

  return {
    agrees: () => found.length === 0,
    holds: () =>
      inTurn(async () => {
        await compare();
        return found.length === 0;
      }),
    standing: () => (found.length === 0 ? null : { id: nameDisagreements(found), found }),
    look: (status) =>
      inTurn(async () => {
        await compare();
        await writeFound();
        await keep(status);
      }),
    acknowledge: (id, because, origin) =>
      inTurn(async () => {
        await compare();
        if (found.length === 0 || nameDisagreements(found) !== id) return false;
        const { end } = await readAuditStatus(db);
        const changes = {
          because: { after: because },
          heads: { before: found.map(({ why, line }) => `${why} ${noted(parseHead(line))}`).join(", ") },
          chain: { after: noted(end) },
        };
        // First the entry: heads that went and of which nobody knows are worse than an entry that comes twice.
        await recordAcknowledgement(db, changes, origin);
        const label = now().replaceAll(":", "-");
        await heads.putAside(label);
        await file.putAside(label);
        [found, unwritten] = [[], []];
        log.warn({ id, because }, "an operator acknowledged that the audit's chain does not have its heads");
        // It holds by now, also where a full disk keeps no head: the next round does.
        await readAuditStatus(db)
          .then(keep)
          .catch((err: unknown) => log.warn({ err }, "the chain's end is not kept for the moment"));
        return true;
      }),
  };
}

/** As a person notes it down. */
function noted(head: { readonly position: number; readonly link: string } | null): string {
  return head === null ? "–" : `${head.position}:${head.link.slice(0, 16)}`;
}

function tell({ why, line, chain, found_at }: Disagreement): object {
  return { why, head: noted(parseHead(line)), chain: noted(chain), foundAt: found_at };
}
