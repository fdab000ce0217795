import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Fault } from "@caudal/base/fault.ts";
import { withLogContext, type Log } from "@caudal/base/log.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { withOrigin } from "@caudal/db/origin-context.ts";
import type { Origin } from "@caudal/db/scope.ts";
import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { sameText } from "../auth/same-text.ts";
import { bearerOf } from "./bearer-of.ts";
import { checkAsker } from "./check-asker.ts";
import { checkOrigin } from "./check-origin.ts";
import { bodyNeedsProof, checkProof } from "./check-proof.ts";
import { faultOf } from "./fault-of.ts";
import { clientAddressOf } from "./client-address.ts";
import type { ServerMetrics } from "./metrics.ts";
import { problemResponse } from "./problem-response.ts";
import { hashOfSentKey } from "../keys/secret-key.ts";
import { securityEventOf, type SecurityEvent } from "../security-events/security-event.ts";
import { parseRequest } from "./parse-request.ts";
import { localeBeforeSignIn, localeOfRequest } from "./request-locale.ts";
import type { Handlers, Outsider, Person, RequestContext } from "./route-handler.ts";
import { isLink, linkHeaders } from "./link-headers.ts";
import { dataPolicy, securityHeaders } from "./security-headers.ts";
import { servePage } from "./static-page.ts";
import { actorOf, logContextOf, whoOf, type Who } from "./who-asks.ts";

/** `moves`: it sends or fetches a file, and may take as long as that takes. `upload`: which one begun earlier it goes on with. */
export type RequestWeight = { readonly costly: boolean; readonly moves: boolean; readonly upload?: string | null };
export type AskedFrom = { readonly address: string; readonly response: ServerResponse };

export type AppPorts = {
  readonly handlers: Handlers;
  readonly log: Log;
  readonly metrics: ServerMetrics;
  /** Who asks by these headers, members or not; null without a session or a key. `cookies` go into the answer. */
  readonly personOf: (
    headers: Headers,
    origin: Origin,
  ) => Promise<{ readonly person: Person | Outsider | null; readonly cookies: readonly string[] }>;
  /** Counts a request against who asks. @throws Fault `rate_limited`, `too_many_at_once`. */
  readonly takeRequest: (person: Person | Outsider, weight: RequestWeight, from: AskedFrom) => void;
  /** What costs and needs no account, by the token of the link that opens it. */
  readonly takeReader: (link: string, weight: RequestWeight, from: AskedFrom) => void;
  /** The language that a person chose. */
  readonly localeOf: (person: Person | Outsider) => Promise<Locale>;
  /** Something was refused for the sake of security. */
  readonly onRefused: (event: SecurityEvent) => void;
  /** An address as it may stand in the log. */
  readonly shownAddress: (address: string) => string | undefined;
};

export type AppSettings = {
  readonly baseUrl: string;
  readonly trustedProxies: number;
  readonly operatorToken: string;
  readonly webDir: string;
};

type Env = { Bindings: HttpBindings; Variables: { requestId: string; route: string; who: Who } };

/** Routes of the contract, the page, and nothing else. */
export function createApp(ports: AppPorts, settings: AppSettings): Hono<Env> {
  const app = new Hono<Env>();
  const baseOrigin = new URL(settings.baseUrl).origin;
  const standing = Object.entries(securityHeaders(baseOrigin.startsWith("https:")));

  app.use(async (c, next) => {
    const requestId = requestIdOf(c.req.header("x-request-id"));
    const started = performance.now();
    c.set("requestId", requestId);
    c.set("route", "page");
    c.set("who", {});
    await withLogContext({ request_id: requestId }, async () => {
      await next();
      const seconds = (performance.now() - started) / 1000;
      for (const [name, value] of standing) c.res.headers.set(name, value);
      if (isLink(c.req.path)) for (const [name, value] of linkHeaders) c.res.headers.set(name, value);
      if (!c.res.headers.has("content-security-policy")) c.res.headers.set("content-security-policy", dataPolicy);
      if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
      c.res.headers.set("x-request-id", requestId);
      ports.metrics.observeRequest(c.get("route"), c.req.method, c.res.status, seconds);
      const figures = { status: c.res.status, ms: Math.round(seconds * 1000) };
      const from = { ...c.get("who"), address: ports.shownAddress(addressOf(c)) };
      ports.log.info({ method: c.req.method, route: c.get("route"), ...figures, ...from }, "request");
    });
  });

  const fail = (c: Context<Env>, thrown: unknown): Response => {
    const fault = faultOf(thrown);
    if (fault.code === "internal" || fault.code === "unavailable")
      ports.log.error({ err: fault.cause ?? fault }, "request failed");
    return problemResponse(
      fault,
      localeBeforeSignIn((name) => c.req.header(name)),
      c.get("requestId"),
    );
  };
  app.onError((error, c) => fail(c, error));

  // A path that is written out comes before one whose parameter it would fit, its refusal of other methods included.
  const byPath = Map.groupBy(Object.entries(routes) as [keyof Handlers, RouteDefinition][], ([, route]) => route.path);
  for (const [path, operations] of [...byPath].toSorted(
    ([a], [b]) => Number(a.includes("{")) - Number(b.includes("{")),
  )) {
    for (const [operationId, route] of operations) {
      app.on(route.method.toUpperCase(), honoPath(path), (c) => {
        c.set("route", path);
        // The handler's input is what the route's schemas give: checked by parseRequest, typed by Handlers.
        return answer(c, route, ports.handlers[operationId] as (input: unknown) => Promise<unknown>);
      });
    }
    app.all(honoPath(path), (c) => {
      const refusal = fail(c, new Fault("method_not_allowed"));
      refusal.headers.set("allow", operations.map(([, route]) => route.method.toUpperCase()).join(", "));
      return refusal;
    });
  }
  app.all("*", async (c) => {
    const isApi = /^\/(api|functions)(\/|$)/.test(c.req.path);
    if (!isApi && (c.req.method === "GET" || c.req.method === "HEAD")) {
      const page = await servePage(settings.webDir, c.req.raw);
      if (page !== null) return page;
    }
    return fail(c, new Fault("not_found"));
  });

  async function answer(
    c: Context<Env>,
    route: RouteDefinition,
    handler: (input: unknown) => Promise<unknown>,
  ): Promise<Response> {
    const context = contextOf(c);
    const headerOf = (name: string) => c.req.header(name);
    const origin = { address: context.clientAddress, requestId: context.requestId };
    const weight = { costly: route.costly === true, moves: route.answer.kind === "bytes" };
    const from = { address: context.clientAddress, response: c.env.outgoing };
    let locale = localeBeforeSignIn(headerOf);
    let person: Person | Outsider | null = null;
    try {
      // No page of another site can make a browser show a key, and a cookie counts for nothing beside one.
      if (route.access !== "member" || bearerOf(c.req.raw.headers) === null)
        checkOrigin(c.req.method, c.req.raw.headers, baseOrigin);
      if (route.access === "operator") checkOperator(context, settings.operatorToken);
      if (route.access === "public" && route.costly === true)
        ports.takeReader(c.req.param("token") ?? "", weight, from);
      if (route.access === "member") {
        const found = await ports.personOf(c.req.raw.headers, origin);
        for (const cookie of found.cookies) context.reply.headers.append("set-cookie", cookie);
        if (found.person === null) throw new Fault("not_signed_in");
        const signedIn = found.person;
        person = signedIn;
        c.set("who", whoOf(signedIn));
        ports.takeRequest(signedIn, weight, from);
        locale = await localeOfRequest(headerOf, () => ports.localeOf(signedIn));
        checkAsker(signedIn, route, c.req.raw.headers);
      }
      const input = await parseRequest(route, c.req.raw, c.req.param(), async () => {
        if (route.access !== "member") return;
        // Whoever sends a body has as long as they like for it, and may be somebody else by its end, or nobody.
        person = (await ports.personOf(c.req.raw.headers, origin)).person;
        if (person === null) throw new Fault("not_signed_in");
        checkAsker(person, route, c.req.raw.headers);
      });
      if (person !== null && bodyNeedsProof(route, input.body)) checkProof(person.credential);
      const told = { ...context, locale };
      const result = await withLogContext(logContextOf(person), () =>
        withOrigin(person?.scope.origin ?? origin, () => handler({ ...input, person, context: told })),
      );
      // To a HEAD nothing of the body is sent, and what stands behind it (a file, an event stream) must be let go.
      if (c.req.method === "HEAD" && result instanceof Response) await result.body?.cancel();
      return respond(route, told, result);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.code === "internal" || fault.code === "unavailable")
        ports.log.error({ err: fault.cause ?? fault }, "request failed");
      const shown = fault.code === "key_refused" ? hashOfSentKey(bearerOf(c.req.raw.headers) ?? "") : null;
      const event = securityEventOf(fault, {
        concerned: { ...context.concerned, ...(shown === null ? {} : { keyHash: shown }) },
        actor: person === null || "outside" in person ? null : actorOf(person),
        origin: person?.scope.origin ?? origin,
        operation: route.operationId,
      });
      if (event !== null) ports.onRefused(event);
      const response = problemResponse(fault, locale, context.requestId);
      for (const cookie of context.reply.headers.getSetCookie()) response.headers.append("set-cookie", cookie);
      return response;
    }
  }

  function addressOf(c: Context<Env>): string {
    const remote = c.env.incoming.socket.remoteAddress ?? "";
    return clientAddressOf(remote, c.req.header("x-forwarded-for") ?? null, settings.trustedProxies);
  }

  function contextOf(c: Context<Env>): RequestContext {
    return {
      requestId: c.get("requestId"),
      locale: "es",
      headers: c.req.raw.headers,
      signal: c.req.raw.signal,
      clientAddress: addressOf(c),
      reply: { headers: new Headers() },
      concerned: {},
    };
  }
  return app;
}

function respond(route: RouteDefinition, context: RequestContext, result: unknown): Response {
  const { headers, status } = context.reply;
  if (result instanceof Response) {
    for (const [name, value] of headers) result.headers.append(name, value);
    return result;
  }
  if (route.answer.kind === "empty") return new Response(null, { status: 204, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  headers.set("content-language", context.locale);
  return new Response(JSON.stringify(result), { status: status ?? route.answer.status, headers });
}

/** One sent by a proxy or a client is kept when it is harmless in a log; otherwise a new one. */
export function requestIdOf(sent: string | undefined): string {
  return sent !== undefined && /^[A-Za-z0-9._-]{8,64}$/.test(sent) ? sent : randomUUID();
}

/** Nobody is the operator by where they ask from: any program on the machine, and a proxy on it, asks from there too. */
function checkOperator({ headers }: RequestContext, token: string): void {
  if (!sameText(headers.get("authorization") ?? "", `Bearer ${token}`)) throw new Fault("metrics_refused");
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}
