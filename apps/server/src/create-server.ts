import type { IncomingMessage, ServerResponse } from "node:http";
import { systemClock } from "@caudal/base/clock.ts";
import type { Dialer } from "@caudal/base/dial/dialer.ts";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { withLogContext, type Log } from "@caudal/base/log.ts";
import { composeServices, type Service } from "@caudal/base/service.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { uploadKeyScope, uploadRoles, uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { lastEventId } from "@caudal/db/queries/events.ts";
import { parseEventNotice, parseMemberNotice, type Listener } from "@caudal/db/listen.ts";
import { createEnqueueMail } from "@caudal/db/queries/outbox.ts";
import { keyHolds } from "@caudal/db/queries/api-keys.ts";
import { countRuns } from "@caudal/db/queries/runs.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, type Origin } from "@caudal/db/scope.ts";
import { getRequestListener } from "@hono/node-server";
import type { TableChecker } from "@caudal/engines/embedded/table-checker.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import { administrationHandlers } from "./admin/administration-handlers.ts";
import { auditHandlers } from "./audit/audit-handlers.ts";
import { openAuthDatabase } from "./auth/auth-database.ts";
import { createAuth } from "./auth/create-auth.ts";
import { isFounder } from "./auth/is-founder.ts";
import { createAttemptLimiter } from "./auth/attempt-limiter.ts";
import { createMailLimiters, mailLimits, type MailLimits } from "./auth/limit-mails.ts";
import { createAttemptLimiters, signInLimits, type SignInLimits } from "./auth/limit-attempts.ts";
import { createSecondFactor } from "./auth/second-factor/second-factor.ts";
import { secondFactorHandlers } from "./auth/second-factor/second-factor-handlers.ts";
import { createSecondSteps } from "./auth/second-factor/second-steps.ts";
import { createEventHub, eventHubSettings, type EventHubSettings, type EventSignals } from "./events/event-hub.ts";
import { readLiveEvents } from "./events/live-event.ts";
import { fileHandlers } from "./files/file-handlers.ts";
import type { RowReader } from "./files/file-rows.ts";
import { checkKeyUse } from "./http/check-key-use.ts";
import { isOwnHost } from "./http/check-host.ts";
import { checkOrigin } from "./http/check-origin.ts";
import { clientAddressOf } from "./http/client-address.ts";
import { bearerOf } from "./http/bearer-of.ts";
import { createApp, requestIdOf } from "./http/create-app.ts";
import { createHttpService, type HttpLimits } from "./http/http-service.ts";
import { createMetrics, type ServerMetrics } from "./http/metrics.ts";
import { sendProblem } from "./http/problem-response.ts";
import { localeBeforeSignIn, localeOfRequest } from "./http/request-locale.ts";
import type { Handlers, Person } from "./http/route-handler.ts";
import { dataPolicy, securityHeaders } from "./http/security-headers.ts";
import type { MailSender } from "./mail/mail-sender.ts";
import { createPageLinks } from "./mail/page-links.ts";
import { sealOutbox } from "./mail/seal-outbox.ts";
import { apiKeyHandlers } from "./keys/api-key-handlers.ts";
import { oidcHandlers } from "./oidc/oidc-handlers.ts";
import { openOidc, type OidcSettings } from "./oidc/open-oidc.ts";
import { mailedLinkHandlers } from "./mailed-links/mailed-link-handlers.ts";
import { notificationHandlers } from "./notifications/notification-handlers.ts";
import { checkReadiness } from "./operations/check-readiness.ts";
import { operationHandlers } from "./operations/operation-handlers.ts";
import { createEraser, folderOf } from "./own-data/erase-people.ts";
import { ownDataHandlers } from "./own-data/own-data-handlers.ts";
import { createEnter } from "./people/enter.ts";
import { personHandlers } from "./people/person-handlers.ts";
import { belongs, loadLocale, resolveAsker } from "./people/resolve-person.ts";
import { receiptHandlers } from "./receipts/receipt-handlers.ts";
import type { ReceiptKeys } from "./receipts/receipt-keys.ts";
import { createSessionCookies } from "./people/session-cookies.ts";
import { runHandlers } from "./runs/run-handlers.ts";
import { linkLimit } from "./sharing/limit-links.ts";
import { linkHandlers } from "./sharing/link-handlers.ts";
import { shareHandlers } from "./sharing/share-handlers.ts";
import { sessionHandlers } from "./sessions/session-handlers.ts";
import { createSessionStore } from "./sessions/session-store.ts";
import { observeUpload } from "./uploads/observe-upload.ts";
import { quotaHandlers } from "./limits/quota-handlers.ts";
import { createRequestLimits, type RequestRates } from "./limits/limit-requests.ts";
import type { Uploads, UploadsPorts } from "./uploads/uploads.ts";
import { webhookHandlers } from "./webhooks/webhook-handlers.ts";

/** Everything outside of the server that it works with: main.ts opens them, tests hand in the same or smaller ones. */
export type ServerPorts = {
  readonly db: Kysely<Database>;
  /** The application's login without Kysely, for what is no query of a scope. */
  readonly pool: Pool;
  /** Sign-in's own login. */
  readonly authPool: Pool;
  readonly listener: Listener;
  readonly objects: ObjectStore;
  readonly rows: RowReader;
  readonly dialer: Dialer;
  /** Seals what is kept in the database and must not be read there. */
  readonly keyring: Keyring;
  readonly receiptKeys: ReceiptKeys;
  /** Adds up Parquet copies, to compare them with their receipts. */
  readonly checker: TableChecker;
  readonly log: Log;
  /** Makes what answers below `/api/uploads`; null for a server without uploads (tests). */
  readonly openUploads:
    | ((ports: Pick<UploadsPorts, "authenticate" | "localeOf" | "problemOf" | "onError" | "onEnd">) => Uploads)
    | null;
  /** Parts that run beside the requests: the worker, sweepers, schedules. They may use the metrics. */
  readonly beside: (metrics: ServerMetrics) => readonly Service[];
};

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly baseUrl: string;
  readonly authSecret: string;
  readonly signUpOpen: boolean;
  /** Where mails go: people are told when it is a folder that the administrator has to look into. */
  readonly mailDelivery: MailSender["delivery"];
  /** Whoever sends it may sign up while that is closed. */
  readonly founderToken: string | undefined;
  readonly trustedProxies: number;
  readonly metricsToken: string | undefined;
  readonly machineIsOperator: boolean;
  readonly maxUploadBytes: number;
  readonly webDir: string;
  readonly version: string;
  readonly limits?: SignInLimits;
  readonly mailLimits?: MailLimits;
  readonly rates: RequestRates;
  /** Bytes that an account without a figure of its own may keep; absent for no limit. */
  readonly storagePerAccount?: number | undefined;
  /** The service with which one may sign in besides; null where none is configured. */
  readonly oidc?: OidcSettings | null;
  readonly events?: EventHubSettings;
  readonly connections?: Pick<HttpLimits, "bodyTimeoutMs" | "connections" | "slowestReader" | "checkReadersMs">;
};

/** The whole server, wired by hand: what uses what can be read here. */
export function createServer(ports: ServerPorts, options: ServerOptions): Service & { readonly port: () => number } {
  const { db, objects, log } = ports;
  let draining = false;
  const auth = createAuth(ports.authPool, { baseUrl: options.baseUrl, secret: options.authSecret }, log);
  const localeOf = (person: Person) => loadLocale(db, person.scope);
  const events = createEventHub(
    {
      signals: eventSignals(ports.listener),
      readEvents: (person, after, locale) =>
        readInScope(db, person.scope, (tx) => readLiveEvents(tx, after, 200, locale)),
      lastEventId: (person) => readInScope(db, person.scope, lastEventId),
      holds: async ({ credential, scope }) => {
        const held = credential.kind === "key" ? keyHolds(db, credential.id) : auth.holds(credential.id);
        return (await held) && (await belongs(db, scope));
      },
      log,
    },
    options.events ?? eventHubSettings,
  );
  const forgetSessions = ports.listener.subscribe("caudal_sessions", { onNotify: events.endCredential });
  const followMembers = ports.listener.subscribe("caudal_members", {
    onNotify: (payload) => events.endMembership(parseMemberNotice(payload)),
  });
  const endStreams = (credentialId: string): void => {
    events.endCredential(credentialId);
    // The other servers' streams; they find out by themselves a heartbeat later when this does not reach them.
    ports.pool
      .query("select pg_notify('caudal_sessions', $1)", [credentialId])
      .catch((err: unknown) => log.warn({ err }, "change of a session not told to other servers"));
  };
  const metrics = createMetrics({
    eventSubscribers: events.count,
    // A database that is away must not take the other figures with it.
    countRuns: () =>
      countRuns(db).catch((err: unknown) => {
        log.warn({ err }, "runs not counted");
        return [];
      }),
  });
  const limiters = createAttemptLimiters(systemClock);
  const enqueueMail = createEnqueueMail(sealOutbox(ports.keyring));
  const requests = createRequestLimits(systemClock, options.rates, metrics.countLimited);
  const takeRequest = (person: Person, costly: boolean, response: ServerResponse): void =>
    requests.takePerson(
      person.credential.kind === "key"
        ? { kind: "key", id: person.credential.id }
        : { kind: "person", id: person.scope.userId },
      costly,
      response,
    );
  const eraser = createEraser({ db, authPool: ports.authPool, objects }, log);
  const secure = options.baseUrl.startsWith("https:");
  const limits = options.limits ?? signInLimits;
  const factor = createSecondFactor(ports.authPool, ports.keyring);
  const steps = createSecondSteps(ports.authPool, secure);
  const sessions = createSessionStore(ports.authPool);
  const enter = createEnter(auth, db, createSessionCookies(auth, events.endCredential));
  const mayFound = (headers: Headers): boolean => isFounder(headers, options.founderToken);
  const mailing = {
    mailed: { auth: openAuthDatabase(ports.authPool), enqueueMail, links: createPageLinks(options.baseUrl) },
    delivery: options.mailDelivery,
    mailLimiters: createMailLimiters(systemClock),
    mailLimits: options.mailLimits ?? mailLimits,
    maySignUp: (headers: Headers) => options.signUpOpen || mayFound(headers),
  };
  const handlers: Handlers = {
    ...secondFactorHandlers({ auth, factor, steps, sessions, limiters, limits, enter }),
    ...sessionHandlers({ sessions, onEnd: events.endCredential }),
    ...personHandlers({
      factor,
      steps,
      db,
      auth,
      ...mailing,
      limiters,
      limits,
      maxUploadBytes: options.maxUploadBytes,
      storagePerAccount: options.storagePerAccount ?? null,
      isFounder: mayFound,
      onSignOut: events.endCredential,
    }),
    ...apiKeyHandlers(db),
    ...mailedLinkHandlers({ db, auth, ...mailing, onSignOut: events.endCredential }),
    ...fileHandlers({
      db,
      objects,
      rows: ports.rows,
      removeObjects: (key) => objects.remove(folderOf(key)),
    }),
    ...ownDataHandlers({
      db,
      authPool: ports.authPool,
      objects,
      wakeEraser: eraser.wake,
      onSignOut: events.endCredential,
    }),
    ...shareHandlers({ db, clock: systemClock, baseUrl: options.baseUrl }),
    ...linkHandlers({ db, objects, rows: ports.rows, limiter: createAttemptLimiter(systemClock), limit: linkLimit }),
    ...quotaHandlers(db),
    ...oidcHandlers({
      service: openOidc({ db, authPool: ports.authPool, auth, dialer: ports.dialer }, options),
      baseUrl: options.baseUrl,
      signUpOpen: options.signUpOpen,
      log,
    }),
    ...runHandlers(db),
    ...receiptHandlers({ db, objects, checker: ports.checker, keys: ports.receiptKeys }),
    ...administrationHandlers({
      db,
      auth,
      authPool: ports.authPool,
      limiters,
      limits: options.limits ?? signInLimits,
      enqueueMail,
      baseUrl: options.baseUrl,
      onMoved: endStreams,
    }),
    ...auditHandlers(db),
    ...notificationHandlers(db),
    ...webhookHandlers({ db, dialer: ports.dialer, keyring: ports.keyring }),
    ...operationHandlers({
      version: options.version,
      metrics,
      events,
      checkReadiness: () => checkReadiness(ports.pool, objects, log, draining),
    }),
  };
  const personOf = (headers: Headers, origin: Origin) => resolveAsker(auth, db, headers, origin);
  const app = createApp(
    { handlers, log, metrics, personOf, localeOf, takeRequest },
    {
      baseUrl: options.baseUrl,
      trustedProxies: options.trustedProxies,
      metricsToken: options.metricsToken,
      machineIsOperator: options.machineIsOperator,
      webDir: options.webDir,
    },
  );
  const uploads =
    ports.openUploads?.({
      problemOf,
      localeOf: (request) => localeBeforeSignIn(headerOf(request)),
      authenticate: async (request, response, requestId) => {
        const headers = headersOf(request);
        if (bearerOf(headers) === null) checkOrigin(request.method ?? "", headers, new URL(options.baseUrl).origin);
        const { person } = await personOf(headers, { address: addressOf(request), requestId });
        if (person === null) return null;
        takeRequest(person, request.method === "POST", response);
        if (person.viewing !== undefined) throw new Fault("viewing_as");
        if (!uploadRoles.some((role) => role === person.role)) throw new Fault("forbidden");
        checkKeyUse(person.credential, uploadKeyScope);
        return { scope: person.scope, locale: await localeOfRequest(headerOf(request), () => localeOf(person)) };
      },
      onEnd: metrics.countUpload,
      onError: (err, requestId) => log.error({ err, request_id: requestId }, "upload failed"),
    }) ?? null;

  const answer = getRequestListener(app.fetch);
  const standing = Object.entries({
    ...securityHeaders(options.baseUrl.startsWith("https:")),
    "content-security-policy": dataPolicy,
    "cache-control": "no-store",
  });
  const addressOf = (request: IncomingMessage): string => {
    const forwarded = request.headersDistinct["x-forwarded-for"]?.join(", ") ?? null;
    return clientAddressOf(request.socket.remoteAddress ?? "", forwarded, options.trustedProxies);
  };
  /** Why a request reaches neither routes nor uploads; null for one that may. */
  const refusalOf = (request: IncomingMessage, response: ServerResponse): Fault | null => {
    // Of two names, whatever stands in front may go by the other one.
    if (request.headersDistinct["host"]?.length !== 1 || !isOwnHost(request.headers.host, options, request.socket))
      return new Fault("host_refused");
    try {
      requests.takeAddress(addressOf(request), response);
      return null;
    } catch (thrown) {
      return toFault(thrown);
    }
  };
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const refusal = refusalOf(request, response);
    if (refusal === null && (uploads === null || !isUpload(request))) return void answer(request, response);
    const requestId = requestIdOf(request.headers["x-request-id"]?.toString());
    for (const [name, value] of standing) response.setHeader(name, value);
    response.setHeader("x-request-id", requestId);
    observeUpload({ log, metrics }, request, response, requestId);
    if (refusal === null) {
      void withLogContext({ request_id: requestId }, async () => uploads?.handle(request, response, requestId));
    } else {
      log.info({ request_id: requestId, code: refusal.code, host: request.headers.host?.slice(0, 100) }, "refused");
      const locale = localeBeforeSignIn(headerOf(request));
      sendProblem(request, response, problemOf(refusal, locale, requestId), locale);
    }
  };
  const http = createHttpService(
    handle,
    { host: options.host, port: options.port },
    () => {
      draining = true;
      forgetSessions();
      followMembers();
      events.close();
    },
    {
      ...options.connections,
      headers: Object.fromEntries(standing),
      mayTakeLong: isUpload,
      onTooMany: metrics.countRefusedConnection,
    },
  );
  const whole = composeServices(
    "server",
    [...ports.beside(metrics), eraser, ...(uploads === null ? [] : [closing("uploads", uploads.close)]), http],
    log,
  );
  return { ...whole, port: http.port };
}

function isUpload(request: IncomingMessage): boolean {
  const path = request.url?.split("?")[0] ?? "";
  return path === uploadsPath || path.startsWith(`${uploadsPath}/`);
}

function closing(name: string, stop: () => Promise<void>): Service {
  return { name, start: async () => undefined, stop };
}

function eventSignals(listener: Listener): EventSignals {
  return (tell) =>
    listener.subscribe("caudal_events", {
      onNotify: (payload) => tell(parseEventNotice(payload)),
      onReconnect: () => tell(null),
    });
}

/** Of a header that stands there twice, as of none. */
function headerOf(request: IncomingMessage): (name: string) => string | undefined {
  return (name) => {
    const value = request.headers[name.toLowerCase()];
    return typeof value === "string" ? value : undefined;
  };
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
  return headers;
}
