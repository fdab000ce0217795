import { tmpdir } from "node:os";
import type { Clock } from "@caudal/base/clock.ts";
import { administrationHandlers } from "./admin/administration-handlers.ts";
import { measureDisk, watchFreeSpace } from "@caudal/objects/free-space.ts";
import { auditHandlers } from "./audit/audit-handlers.ts";
import { createAttemptLimiter } from "./auth/attempt-limiter.ts";
import { lostFactorHandlers } from "./auth/second-factor/remove-lost-factor.ts";
import { secondFactorHandlers } from "./auth/second-factor/second-factor-handlers.ts";
import { fileHandlers } from "./files/file-handlers.ts";
import type { ServerMetrics } from "./http/metrics.ts";
import type { Handlers } from "./http/route-handler.ts";
import { apiKeyHandlers } from "./keys/api-key-handlers.ts";
import { quotaHandlers } from "./limits/quota-handlers.ts";
import { mailedLinkHandlers } from "./mailed-links/mailed-link-handlers.ts";
import type { KeyRotation } from "./master-key/key-rotation.ts";
import { masterKeyHandlers } from "./master-key/master-key-handlers.ts";
import { notificationHandlers } from "./notifications/notification-handlers.ts";
import { oidcHandlers } from "./oidc/oidc-handlers.ts";
import { openOidc } from "./oidc/open-oidc.ts";
import { checkReadiness, readsOf, signInReadsOf } from "./operations/check-readiness.ts";
import { operationHandlers } from "./operations/operation-handlers.ts";
import { departureHandlers } from "./own-data/departure-handlers.ts";
import { ownDataHandlers } from "./own-data/own-data-handlers.ts";
import { folderOf } from "./own-data/remove-objects.ts";
import { personHandlers } from "./people/person-handlers.ts";
import { receiptHandlers } from "./receipts/receipt-handlers.ts";
import { runHandlers } from "./runs/run-handlers.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";
import { securityActivityHandlers } from "./security-events/security-activity-handlers.ts";
import { securityEventOf } from "./security-events/security-event.ts";
import type { SecurityRecorder } from "./security-events/security-recorder.ts";
import { sessionHandlers } from "./sessions/session-handlers.ts";
import { linkLimit } from "./sharing/limit-links.ts";
import { linkHandlers } from "./sharing/link-handlers.ts";
import { shareHandlers } from "./sharing/share-handlers.ts";
import { webhookHandlers } from "./webhooks/webhook-handlers.ts";
import type { WiredEvents } from "./wire-events.ts";
import type { SignIn } from "./wire-sign-in.ts";

export type HandlerParts = {
  readonly clock: Clock;
  readonly signIn: SignIn;
  readonly events: WiredEvents;
  readonly metrics: ServerMetrics;
  readonly onRefused: SecurityRecorder["note"];
  readonly rotation: KeyRotation;
  readonly wakeEraser: () => void;
  readonly isDraining: () => boolean;
};

/** What answers each operation of the contract, by the folder of its subject. */
export function wireHandlers(
  ports: ServerPorts,
  options: ServerOptions,
  { clock, signIn, events, metrics, onRefused, rotation, wakeEraser, isDraining }: HandlerParts,
): Handlers {
  const { db, objects, authPool, log } = ports;
  const storageDefaults = { bytes: options.storagePerAccount ?? null, files: options.filesPerAccount ?? null };
  const spoolFolder = options.spoolFolder ?? tmpdir();
  const spool = {
    folder: spoolFolder,
    space: watchFreeSpace(() => measureDisk(spoolFolder), options.storageReserve, clock),
  };
  return {
    ...secondFactorHandlers(signIn),
    ...lostFactorHandlers(signIn),
    ...sessionHandlers({ sessions: signIn.sessions, onEnd: signIn.onSignOut }),
    ...personHandlers({
      ...signIn,
      maxUploadBytes: options.maxUploadBytes,
    }),
    ...apiKeyHandlers(signIn),
    ...mailedLinkHandlers(signIn),
    ...fileHandlers({ db, objects, rows: ports.rows, removeObjects: (key) => objects.remove(folderOf(key)) }),
    ...ownDataHandlers({ db, authPool, objects, wakeEraser, onSignOut: signIn.onSignOut }),
    ...departureHandlers(db, wakeEraser),
    ...shareHandlers({ db, baseUrl: options.baseUrl }),
    ...linkHandlers({ db, objects, rows: ports.rows, limiter: createAttemptLimiter(clock), limit: linkLimit }),
    ...quotaHandlers(db, {
      storage: storageDefaults,
      runsPerAccount: options.runsPerAccount ?? 1,
    }),
    ...oidcHandlers({
      ...signIn,
      forget: async (userId) => void (await authPool.query('delete from "user" where id = $1', [userId])),
      service: openOidc({ ...signIn, dialer: ports.dialer }, options),
      baseUrl: options.baseUrl,
      signUpOpen: options.signUpOpen,
      log,
      onRefused: (fault, { clientAddress: address, requestId, concerned }) => {
        const about = { concerned, actor: null, origin: { address, requestId }, operation: "finishOidc" };
        const event = securityEventOf(fault, about);
        if (event !== null) onRefused(event);
      },
    }),
    ...securityActivityHandlers(db),
    ...runHandlers(db),
    ...receiptHandlers({ db, objects, checker: ports.checker, keys: ports.receiptKeys }),
    ...administrationHandlers({
      ...signIn,
      enqueueMail: signIn.mailed.enqueueMail,
      baseUrl: options.baseUrl,
      onMoved: events.endStreams,
    }),
    ...masterKeyHandlers(rotation),
    ...auditHandlers(db, spool, ports.auditWatch),
    ...notificationHandlers(db),
    ...webhookHandlers({ db, dialer: ports.dialer, keyring: ports.keyring }),
    ...operationHandlers({
      version: options.version,
      metrics,
      events: events.hub,
      checkReadiness: () =>
        checkReadiness(
          { database: ports.pool, reads: [readsOf(db), signInReadsOf(ports.authLanes)], objects },
          log,
          isDraining(),
        ),
    }),
  };
}
