import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { languageTagPattern } from "../format/language-tag.ts";
import { Id } from "../resources/common.ts";
import { LiveEvent } from "../resources/event.ts";
import { Health, Readiness } from "../resources/health.ts";
import { defineRoute } from "./define-route.ts";

export const streamEvents = defineRoute({
  operationId: "streamEvents",
  method: "get",
  path: "/api/events",
  tag: "events",
  summary: "What changes, as it changes; a Last-Event-ID header (or ?after) replays what was missed",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  query: z.object({
    after: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    /** A browser's EventSource sends no header of its own: the page says here in which language and region it shows things, such as es-MX. */
    locale: z.string().regex(languageTagPattern).optional(),
    /** And, for the same reason, in which account: as the header Caudal-Account. */
    account: Id.optional(),
  }),
  answer: { kind: "events", status: 200, schema: LiveEvent },
  faults: ["unavailable"],
});

export const getOpenapi = defineRoute({
  operationId: "getOpenapi",
  method: "get",
  path: "/openapi.json",
  tag: "operations",
  summary: "This document",
  access: "public",
  answer: { kind: "bytes", status: 200, mediaType: "application/json", description: "OpenAPI 3.1" },
  faults: [],
});

export const getHealth = defineRoute({
  operationId: "getHealth",
  method: "get",
  path: "/healthz",
  tag: "operations",
  summary: "The process is alive",
  access: "public",
  answer: { kind: "json", status: 200, schema: Health },
  faults: [],
});

export const getReadiness = defineRoute({
  operationId: "getReadiness",
  method: "get",
  path: "/readyz",
  tag: "operations",
  summary: "Database, migrations and storage are as the server needs them",
  access: "public",
  answer: { kind: "json", status: 200, schema: Readiness },
  otherwise: { status: 503, description: "Not ready, or draining: the same body says which part", schema: Readiness },
  faults: [],
});

export const getMetrics = defineRoute({
  operationId: "getMetrics",
  method: "get",
  path: "/metrics",
  tag: "operations",
  summary: "Figures for Prometheus: no person, no account, no file name",
  access: "operator",
  answer: { kind: "bytes", status: 200, mediaType: "text/plain", description: "Prometheus text exposition" },
  faults: ["metrics_refused"],
});

export const operationRoutes = { streamEvents, getOpenapi, getHealth, getReadiness, getMetrics };
