import { parseLanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Readiness } from "@caudal/contract/resources/health.ts";
import type { operationRoutes } from "@caudal/contract/routes/operations.ts";
import { openapiOf } from "@caudal/contract/routes/openapi.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import type { EventHub } from "../events/event-hub.ts";
import { checkAccount } from "../http/check-account.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import type { ServerMetrics } from "../http/metrics.ts";

export type OperationPorts = {
  readonly version: string;
  readonly metrics: ServerMetrics;
  readonly checkReadiness: () => Promise<Readiness>;
  readonly events: EventHub;
};

export function operationHandlers(ports: OperationPorts): HandlersOf<typeof operationRoutes> {
  const openapi = JSON.stringify(openapiOf(Object.values(routes), ports.version));
  return {
    streamEvents: async ({ query, person, context }) => {
      checkAccount(person, query.account, "account");
      const after = context.headers.get("last-event-id") ?? query.after ?? null;
      const stream = await ports.events.open(person, {
        after: after !== null && /^\d{1,18}$/.test(after) ? after : null,
        locale: (query.locale === undefined ? null : parseLanguageTag(query.locale)) ?? context.locale,
      });
      return new Response(stream, {
        // No proxy may hold events back, gather or change them.
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no",
        },
      });
    },
    getOpenapi: async () => new Response(openapi, { headers: { "content-type": "application/json; charset=utf-8" } }),
    getHealth: async () => ({ status: "ok" }),
    getReadiness: async ({ context }) => {
      const readiness = await ports.checkReadiness();
      if (readiness.status !== "ready") context.reply.status = 503;
      return readiness;
    },
    getMetrics: async () =>
      new Response(await ports.metrics.registry.metrics(), {
        headers: { "content-type": ports.metrics.registry.contentType },
      }),
  };
}
