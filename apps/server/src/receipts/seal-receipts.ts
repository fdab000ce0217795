import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { Listener } from "@caudal/db/listen.ts";
import { listUnsealedReceipts, saveSeal } from "@caudal/db/queries/receipts.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { SigningKey } from "@caudal/receipts/receipt-key.ts";
import { sealContent } from "@caudal/receipts/seal-receipt.ts";
import type { Kysely } from "kysely";

const atOnce = 100;
/** Also when nothing was heard: a notice may have been lost with its connection. */
const everyMs = 10_000;

/** Signs what waits for it, and gives how many. Several servers may do so at once: the first seal stays. */
export async function sealReceipts(db: Kysely<Database>, key: SigningKey): Promise<number> {
  let sealed = 0;
  for (;;) {
    const waiting = await listUnsealedReceipts(db, atOnce);
    let progress = 0;
    for (const { runId, content } of waiting) if (await sealOne(db, key, runId, content)) progress += 1;
    sealed += progress;
    if (waiting.length < atOnce || progress === 0) return sealed;
  }
}

export async function sealOne(
  db: Kysely<Database>,
  key: SigningKey,
  runId: string,
  content: unknown,
): Promise<boolean> {
  const seal = sealContent(content, key, new Date());
  return saveSeal(db, runId, { keyId: seal.key_id, signature: seal.signature, sealedAt: seal.sealed_at });
}

/** Signs receipts as they are written, from the start on: also those that a server left behind that was killed in between. */
export function createReceiptSealer(db: Kysely<Database>, key: SigningKey, listener: Listener, log: Log): Service {
  let sealing: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let unsubscribe = (): void => undefined;

  const seal = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false;
      await sealReceipts(db, key).catch((err: unknown) => log.warn({ err }, "receipts could not be signed"));
    }
  };
  const wake = (): void => {
    wanted = true;
    sealing ??= seal().finally(() => {
      sealing = null;
      if (wanted && !stopped) wake();
    });
  };
  return {
    name: "receipt sealer",
    start: async () => {
      unsubscribe = listener.subscribe("caudal_receipts", { onNotify: wake, onReconnect: wake });
      timer = setInterval(wake, everyMs);
      timer.unref();
      wake();
    },
    stop: async () => {
      stopped = true;
      unsubscribe();
      if (timer !== null) clearInterval(timer);
      await sealing;
    },
  };
}
