import type { IncomingMessage } from "node:http";
import { systemClock } from "@caudal/base/clock.ts";
import { composeServices, type Service } from "@caudal/base/service.ts";
import { countRemovals } from "@caudal/db/queries/erasure.ts";
import { countRuns } from "@caudal/db/queries/runs.ts";
import { rolesByWays } from "@caudal/db/queries/ways-in-use.ts";
import { getRequestListener } from "@hono/node-server";
import { createAnswer } from "./answer-requests.ts";
import { createAuth } from "./auth/create-auth.ts";
import { createPasswordSessionEnder } from "./auth/end-password-sessions.ts";
import { createPasswordHasher } from "./auth/password-hash.ts";
import { addressOfRequest } from "./http/client-address.ts";
import { createApp, type AppPorts } from "./http/create-app.ts";
import { createHttpService, maxConnections } from "./http/http-service.ts";
import { createMetrics } from "./http/metrics.ts";
import type { Person } from "./http/route-handler.ts";
import { dataPolicy, securityHeaders } from "./http/security-headers.ts";
import { shownAddress, whoOf, type Who } from "./http/who-asks.ts";
import { createRequestLimits } from "./limits/limit-requests.ts";
import { createUnderWay } from "./limits/limit-under-way.ts";
import { createKeyRotation } from "./master-key/key-rotation.ts";
import { sealedStores } from "./master-key/sealed-stores.ts";
import { removeLeftThings } from "./own-data/remove-left-things.ts";
import { removeMails } from "./mail/remove-mails.ts";
import { createEraser } from "./own-data/erase-people.ts";
import { loadLocale, resolveAsker } from "./people/resolve-person.ts";
import { createSecurityRecorder } from "./security-events/security-recorder.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";
import { wireEvents } from "./wire-events.ts";
import { wireHandlers } from "./wire-handlers.ts";
import { wireSignIn } from "./wire-sign-in.ts";
import { createUploadCutter } from "./uploads/cut-ended-uploads.ts";
import { isUpload, wireUploads } from "./wire-uploads.ts";

/** The whole server, wired by hand: what uses what can be read here and in the `wire-` files beside. */
export function createServer(ports: ServerPorts, options: ServerOptions): Service & { readonly port: () => number } {
  const { db, authPool, authLanes, objects, log } = ports;
  const clock = options.clock ?? systemClock;
  let draining = false;
  const passwords = createPasswordHasher(options.passwordCost);
  const auth = createAuth(
    { pool: authPool, lanes: authLanes },
    {
      baseUrl: options.baseUrl,
      secret: options.authSecret,
      passwords,
      ...(options.sessions ? { sessions: options.sessions } : {}),
    },
    log,
  );
  const events = wireEvents(ports, auth, options);
  const signIn = wireSignIn(ports, auth, options, { clock, passwords, onSignOut: events.hub.endCredential });
  const metrics = createMetrics({
    eventSubscribers: events.hub.count,
    // A database that is away must not take the other figures with it.
    countRuns: () =>
      countRuns(db).catch((err: unknown) => {
        log.warn({ err }, "runs not counted");
        return [];
      }),
    countRemovals: () =>
      countRemovals(db).catch((err: unknown) => {
        log.warn({ err }, "what waits to be removed was not counted");
        return null;
      }),
  });
  const shown = (address: string): string | undefined => shownAddress(address, options.logAddresses ?? "whole");
  const recorder = createSecurityRecorder({ db, clock, log, count: metrics.countRefusal, shownAddress: shown });
  const rotation = createKeyRotation(
    { db, keys: ports.keyFile, stores: sealedStores(db, authPool), clock, log },
    options.keyRotation,
  );
  const eraser = createEraser(
    { db, authPool, objects, removeMails: (mails) => removeMails(ports.mailFolder, mails) },
    (signal) => removeLeftThings({ ...signIn.mailed, db, objects, mayRemove: ports.auditWatch.holds, log }, signal),
    log,
  );
  const requests = createRequestLimits(clock, options.rates, metrics.countLimited);
  const underWay = createUnderWay(
    { transfers: options.transfersPerPerson, connections: options.connections?.connections ?? maxConnections },
    metrics.countLimited,
  );
  const asking: Omit<AppPorts, "handlers"> = {
    log,
    metrics,
    personOf: (headers, origin) => resolveAsker(auth, db, headers, origin),
    localeOf: async (person) => ("locale" in person ? person.locale : loadLocale(db, person.scope)),
    takeRequest: ({ credential, scope: { userId } }, { costly, moves, upload = null }, { address, response }) => {
      const kind = credential.kind === "key" ? "key" : "person";
      requests.takePerson({ kind, id: credential.kind === "key" ? credential.id : userId }, costly, response);
      underWay.holdPerson({ kind, userId }, response);
      if (moves) underWay.holdTransfer({ kind, userId, upload }, address, response);
    },
    takeReader: (link, { moves }, { address, response }) => {
      requests.takeReader(address, link, response);
      if (moves) underWay.holdReader(link, address, response);
    },
    onRefused: recorder.note,
    shownAddress: shown,
  };
  const handlers = wireHandlers(ports, options, {
    clock,
    signIn,
    events,
    metrics,
    onRefused: recorder.note,
    rotation,
    wakeEraser: eraser.wake,
    isDraining: () => draining,
  });
  const app = createApp({ ...asking, handlers }, options);
  const addressOf = (request: IncomingMessage): string => addressOfRequest(request, options.trustedProxies);
  const senders = new WeakMap<IncomingMessage, Who>();
  const cutter = createUploadCutter({ listener: ports.listener, rolesOf: (ways) => rolesByWays(db, ways), log });
  const onPerson = (request: IncomingMessage, person: Person): void => {
    senders.set(request, whoOf(person));
    cutter.follow(request, person);
  };
  const uploads = wireUploads(ports, options, { ...asking, addressOf, onPerson });
  const standing = Object.entries({
    ...securityHeaders(options.baseUrl.startsWith("https:")),
    "content-security-policy": dataPolicy,
    "cache-control": "no-store",
  });
  const http = createHttpService(
    createAnswer({
      own: options,
      standing,
      requests,
      underWay,
      addressOf,
      whoOf: (request) => ({ ...senders.get(request), address: shown(addressOf(request)) }),
      answer: getRequestListener(app.fetch),
      uploads,
      metrics,
      log,
    }),
    { host: options.host, port: options.port },
    () => {
      draining = true;
      events.close();
      cutter.close();
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
    [
      recorder,
      rotation,
      ...(signIn.mailed.passwordsOn ? [] : [createPasswordSessionEnder(authPool, log)]),
      ...ports.beside(metrics, recorder.note),
      eraser,
      ...(uploads === null ? [] : [closing("uploads", uploads.close)]),
      http,
    ],
    log,
  );
  return { ...whole, port: http.port };
}

function closing(name: string, stop: () => Promise<void>): Service {
  return { name, start: async () => undefined, stop };
}
