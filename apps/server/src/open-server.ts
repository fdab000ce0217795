import { join } from "node:path";
import { createDialer } from "@caudal/base/dial/dialer.ts";
import { ownAddress } from "@caudal/base/own-address.ts";
import { Fault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { ServerSettings } from "@caudal/base/server-settings.ts";
import type { Service } from "@caudal/base/service.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { connectDatabase, connectLanes, createPool } from "@caudal/db/connect.ts";
import { startListener } from "@caudal/db/listen.ts";
import { createClient } from "@caudal/db/single-client.ts";
import type { Database } from "@caudal/db/schema.ts";
import { startRun } from "@caudal/db/runs/start-run.ts";
import { releaseOutbox } from "@caudal/db/queries/outbox.ts";
import { listUnfinishedRuns } from "@caudal/db/runs/unfinished-runs.ts";
import { createTableChecker } from "@caudal/engines/embedded/table-checker.ts";
import { openRowPool, type RowPool } from "@caudal/engines/embedded/row-pool.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import { measureDisk } from "@caudal/objects/free-space.ts";
import { openKeyFile } from "@caudal/secrets/key-file.ts";
import { sniffFile } from "@caudal/sources/files/sniff-file.ts";
import { defaultLimits } from "@caudal/sources/files/limits.ts";
import type { Transaction } from "kysely";
import type pg from "pg";
import { deriveAuditKey } from "@caudal/audit/audit-key.ts";
import { systemClock } from "@caudal/base/clock.ts";
import { createAuditSealer } from "./audit/audit-sealer.ts";
import { openChainWatch } from "./audit/chain-watch.ts";
import { loadAuditSecret } from "./audit/audit-secret.ts";
import { loadAuthSecret } from "./auth/auth-secret.ts";
import { loadOperatorToken } from "./operations/operator-token.ts";
import { createServer } from "./create-server.ts";
import { dialPolicyOf } from "./dial-policy.ts";
import { createViewPruner } from "./admin/prune-views.ts";
import { createEventPruner } from "./events/prune-events.ts";
import type { RowReader } from "./files/file-rows.ts";
import { readOidcSettings } from "./oidc/open-oidc.ts";
import { tellClosedIssuer } from "./oidc/tell-closed-issuer.ts";
import { loadReceiptKeys } from "./receipts/receipt-keys.ts";
import { createReceiptSealer } from "./receipts/seal-receipts.ts";
import { createMailDeliverer } from "./mail/deliver-mail.ts";
import { removeDrafts } from "./mail/mail-drafts.ts";
import { createPageLinks } from "./mail/page-links.ts";
import { createFileSender } from "./mail/send-file.ts";
import { createSmtpSender } from "./mail/send-smtp.ts";
import { createOutboxService, folderSettings, mailSettings } from "./outbox/deliver-outbox.ts";
import { openSender, type Sender } from "./outbox/sender.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { createUploadSweeper } from "./uploads/sweep-uploads.ts";
import { createUploads } from "./uploads/uploads.ts";
import { openScratchFolders } from "./worker/scratch-folders.ts";
import { storagePerAccount } from "./limits/storage-per-account.ts";
import { runsPerAccount } from "./worker/runs-per-account.ts";
import { createWebhookService } from "./webhooks/webhook-service.ts";
import { createSpillRoom } from "./worker/spill-room.ts";
import { createWorker } from "./worker/start-worker.ts";

const day = 24 * 3_600_000;
/** For one run, however much the disk has. */
const mostSpillBytes = 50 * 1024 ** 3;
export const version = "0.1.0";

export type OpenedServer = {
  readonly server: Service & { readonly port: () => number };
  readonly close: () => Promise<void>;
};

/**
 * Opens the database, the folders and the pools that the settings name, and wires the server with them. `close` closes what was opened.
 * `hide` is told the secrets that are read, which no log may hold.
 */
export async function openServer(
  settings: ServerSettings & { readonly dataDir: string; readonly webDir: string },
  log: Log,
  hide: (secret: string) => void,
): Promise<OpenedServer> {
  const onConnectionError = (err: Error) => log.warn({ err }, "database connection lost");
  const {
    db,
    pool,
    close: closeDatabase,
  } = connectDatabase(settings.databaseUrl, { applicationName: "caudal-server", max: 10, onConnectionError });
  const authPool = createPool(settings.authUrl, {
    applicationName: "caudal-sign-in",
    max: 4,
    searchPath: "auth",
    onConnectionError,
  });
  const authLanes = connectLanes(settings.authUrl, {
    applicationName: "caudal-sessions",
    lanes: 2,
    searchPath: "auth",
    onConnectionError,
  });
  const listener = startListener(settings.databaseUrl, {
    applicationName: "caudal-listener",
    onTrouble: (err, retryInMs) => log.warn({ err, retryInMs }, "not listening for the moment"),
  });
  const folder = join(settings.dataDir, "objects");
  const objects = openFolderStore(folder, { keepFree: settings.storageReserve });
  const dialer = createDialer({ policy: () => dialPolicyOf(settings) });
  const rows = lazyRowPool(folder, join(settings.dataDir, "spill"));
  let sender: Sender | null = null;
  const close = async (): Promise<void> => {
    sender?.close();
    await Promise.allSettled([listener.close(), rows.close(), authPool.end(), authLanes.close(), closeDatabase()]);
  };
  try {
    await prepareDatabase(settings, { pool, authPool });
    sender = await openSender(join(settings.dataDir, "senders"), async (dead) => {
      const released = await releaseOutbox(db, dead);
      if (released > 0) log.info({ released }, "what a server that died was sending is sent now");
    }).catch((err: unknown) => {
      // A full disk, or one that keeps no locks: should this server die, what it was sending waits for its lease.
      log.warn({ err }, "no lock in the data folder by which others would know that this server is dead");
      return null;
    });
    const senderId = sender?.id;
    const authSecret = await loadAuthSecret(settings.authSecret, settings.dataDir);
    const operatorToken = await loadOperatorToken(settings.metricsToken, settings.dataDir);
    const keyFile = await openKeyFile(settings.masterKey, join(settings.dataDir, "secrets"), hide);
    const keyring = keyFile.ring;
    const auditSecret = await loadAuditSecret(settings.auditKey, settings.dataDir);
    const auditKey = deriveAuditKey(auditSecret);
    const auditWatch = await openChainWatch({
      db,
      key: auditKey,
      folder: join(settings.dataDir, "audit"),
      clock: systemClock,
      log,
    });
    const receiptKeys = await loadReceiptKeys(settings.receiptKey, settings.dataDir, hide);
    for (const secret of [authSecret, operatorToken, auditSecret]) hide(secret);
    const baseUrl = settings.baseUrl ?? ownAddress(settings);
    const mailFolder = join(settings.dataDir, "outbox");
    await removeDrafts(mailFolder).catch((err: unknown) => log.warn({ err }, "drafts of mails could not be removed"));
    const mailSender =
      settings.smtpUrl === undefined ? createFileSender(mailFolder) : createSmtpSender({ url: settings.smtpUrl });
    const scratch = openScratchFolders(join(settings.dataDir, "scratch"), (ids) => listUnfinishedRuns(db, ids));
    const spillRoom = createSpillRoom({
      measure: () => measureDisk(settings.dataDir),
      keepFree: settings.storageReserve,
      places: Math.max(1, settings.workerConcurrency),
      mostBytes: mostSpillBytes,
    });
    const oidc = readOidcSettings(settings);
    // A resolver that says nothing holds up no start.
    if (oidc !== null) void tellClosedIssuer(oidc.issuer, settings, log);
    const server = createServer(
      {
        db,
        pool,
        authPool,
        authLanes,
        listener,
        objects,
        mailFolder,
        rows,
        dialer,
        keyring,
        keyFile,
        receiptKeys,
        auditWatch,
        checker: createTableChecker({
          size: 2,
          folder,
          spillDir: join(settings.dataDir, "spill"),
          memoryLimitBytes: 256 * 1024 ** 2,
          timeLimitMs: 90_000,
          queueTimeLimitMs: 10_000,
        }),
        log,
        openUploads: (ports) =>
          createUploads(
            {
              ...ports,
              db,
              objects,
              sniffMediaType,
              connectLocks: () => connectClient(settings.databaseUrl),
              onFile: (tx, _scope, fileId) => processNewFile(tx, fileId, settings.autoProcess),
            },
            {
              path: uploadsPath,
              maxBytes: settings.maxUploadBytes,
              expiryMs: 7 * day,
              storagePerAccount: storagePerAccount(settings),
              filesPerAccount: settings.filesPerAccount,
            },
          ),
        beside: (metrics, note) => [
          createWorker(
            {
              db,
              objects,
              scratch,
              spillRoom,
              mayRemove: auditWatch.holds,
              listener,
              log,
              observe: (seen) => {
                if (seen.about === "attempt") metrics.observeAttempt(seen.kind, seen.state ?? "lost", seen.seconds);
              },
            },
            {
              concurrency: settings.workerConcurrency,
              leaseMs: settings.lease,
              perAccount: runsPerAccount(settings),
              memoryLimitBytes: settings.engineMemory,
              timeLimitMs: settings.engineTimeLimit,
              threads: 2,
              limits: { ...defaultLimits, maxReaderBytes: settings.engineMemory },
            },
          ),
          createOutboxService(
            {
              db,
              listener,
              log,
              sender: senderId,
              deliverer: createMailDeliverer(mailSender, {
                keyring,
                links: createPageLinks(baseUrl),
                from: settings.mailFrom,
              }),
            },
            mailSender.delivery === "folder" ? folderSettings : mailSettings,
          ),
          createWebhookService({ db, dialer, keyring, listener, log, sender: senderId, clock: systemClock }, note),
          createUploadSweeper(db, objects, auditWatch.holds, log),
          createEventPruner(db, log),
          createViewPruner(db, log),
          createAuditSealer({
            db,
            key: auditKey,
            watch: auditWatch,
            clock: systemClock,
            log,
            observe: ({ end, unsealed }, agrees) =>
              metrics.observeAudit({
                position: end?.position ?? 0,
                link: end === null ? 0 : Number.parseInt(end.link.slice(0, 12), 16),
                unsealed,
                agrees,
              }),
          }),
          createReceiptSealer(db, receiptKeys.signing, listener, log),
        ],
      },
      {
        ...settings,
        baseUrl,
        spoolFolder: join(settings.dataDir, "scratch"),
        storageReserve: settings.storageReserve,
        mailDelivery: mailSender.delivery,
        authSecret,
        signUpOpen: settings.signUp === "open",
        passwordsOn: settings.passwords === "on",
        founderToken: settings.founderToken,
        operatorToken,
        storagePerAccount: storagePerAccount(settings),
        runsPerAccount: runsPerAccount(settings),
        version,
        oidc,
        sessions: { lifeMs: settings.sessionLife, idleMs: settings.sessionIdle },
        transfersPerPerson: settings.transfersPerPerson,
        rates: {
          address: settings.requestsPerAddress,
          person: settings.requestsPerPerson,
          key: settings.requestsPerPerson,
          costly: settings.costlyPerPerson,
        },
      },
    );
    return { server, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connectClient(url: string): Promise<pg.Client> {
  const client = createClient({ connectionString: url, application_name: "caudal-upload-locks", keepAlive: true });
  await client.connect();
  return client;
}

/** By content. What cannot be told is no reason to refuse the upload: the run that reads the file says what is wrong with it. */
async function sniffMediaType(path: string): Promise<string> {
  try {
    return (await sniffFile(path)).mime;
  } catch (error) {
    if (error instanceof Fault) return "application/octet-stream";
    throw error;
  }
}

/** A file that arrived starts to be read, unless the operator or its person switched that off. */
async function processNewFile(tx: Transaction<Database>, fileId: string, autoProcess: boolean): Promise<void> {
  if (!autoProcess) return;
  const person = await tx.selectFrom("profiles").select("auto_process").executeTakeFirst();
  if (person?.auto_process !== false) await startRun(tx, { kind: "profile", input: {}, fileId });
}

/** Processes that nobody needs yet are not started. */
function lazyRowPool(folder: string, spillDir: string): RowReader & { readonly close: () => Promise<void> } {
  let pool: RowPool | null = null;
  const open = (): RowPool =>
    (pool ??= openRowPool({
      size: 3,
      folder,
      spillDir,
      memoryLimitBytes: 256 * 1024 ** 2,
      pageTimeLimitMs: 20_000,
      queueTimeLimitMs: 10_000,
    }));
  return { readRows: (request) => open().readRows(request), close: async () => pool?.close() };
}
