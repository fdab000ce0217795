import type { IncomingMessage } from "node:http";
import { systemClock } from "@caudal/base/clock.ts";
import { composeServices, type Service } from "@caudal/base/service.ts";
import { countRuns } from "@caudal/db/queries/runs.ts";
import { getRequestListener } from "@hono/node-server";
import { createAnswer } from "./answer-requests.ts";
import { createAuth } from "./auth/create-auth.ts";
import { clientAddressOf } from "./http/client-address.ts";
import { createApp, type AppPorts } from "./http/create-app.ts";
import { createHttpService } from "./http/http-service.ts";
import { createMetrics } from "./http/metrics.ts";
import { dataPolicy, securityHeaders } from "./http/security-headers.ts";
import { createRequestLimits } from "./limits/limit-requests.ts";
import { createEraser } from "./own-data/erase-people.ts";
import { loadLocale, resolveAsker } from "./people/resolve-person.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";
import { wireEvents } from "./wire-events.ts";
import { wireHandlers } from "./wire-handlers.ts";
import { wireSignIn } from "./wire-sign-in.ts";
import { isUpload, wireUploads } from "./wire-uploads.ts";

/** The whole server, wired by hand: what uses what can be read here and in the `wire-` files beside. */
export function createServer(ports: ServerPorts, options: ServerOptions): Service & { readonly port: () => number } {
  const { db, authPool, objects, log } = ports;
  const clock = options.clock ?? systemClock;
  let draining = false;
  const auth = createAuth(authPool, { baseUrl: options.baseUrl, secret: options.authSecret }, log);
  const events = wireEvents(ports, auth, options);
  const signIn = wireSignIn(ports, auth, options, { clock, onSignOut: events.hub.endCredential });
  const metrics = createMetrics({
    eventSubscribers: events.hub.count,
    // A database that is away must not take the other figures with it.
    countRuns: () =>
      countRuns(db).catch((err: unknown) => {
        log.warn({ err }, "runs not counted");
        return [];
      }),
  });
  const eraser = createEraser({ db, authPool, objects }, log);
  const requests = createRequestLimits(clock, options.rates, metrics.countLimited);
  const asking: Omit<AppPorts, "handlers"> = {
    log,
    metrics,
    clock,
    personOf: (headers, origin) => resolveAsker(auth, db, headers, origin),
    localeOf: (person) => loadLocale(db, person.scope),
    takeRequest: ({ credential, scope }, costly, response) =>
      requests.takePerson(
        credential.kind === "key" ? { kind: "key", id: credential.id } : { kind: "person", id: scope.userId },
        costly,
        response,
      ),
  };
  const handlers = wireHandlers(ports, options, {
    clock,
    signIn,
    events,
    metrics,
    wakeEraser: eraser.wake,
    isDraining: () => draining,
  });
  const app = createApp({ ...asking, handlers }, options);
  const addressOf = (request: IncomingMessage): string => {
    const forwarded = request.headersDistinct["x-forwarded-for"]?.join(", ") ?? null;
    return clientAddressOf(request.socket.remoteAddress ?? "", forwarded, options.trustedProxies);
  };
  const uploads = wireUploads(ports, options, { ...asking, addressOf });
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
      addressOf,
      answer: getRequestListener(app.fetch),
      uploads,
      metrics,
      log,
    }),
    { host: options.host, port: options.port },
    () => {
      draining = true;
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

function closing(name: string, stop: () => Promise<void>): Service {
  return { name, start: async () => undefined, stop };
}
