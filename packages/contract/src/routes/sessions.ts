import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { Session } from "../resources/session.ts";
import { defineRoute } from "./define-route.ts";

export const listSessions = defineRoute({
  operationId: "listSessions",
  method: "get",
  path: "/api/me/sessions",
  tag: "people",
  summary: "Where the person is signed in, the asking session first, then those used last",
  access: "member",
  roles: everyRole,
  keys: "never",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Session) }) },
  faults: [],
});

export const endSession = defineRoute({
  operationId: "endSession",
  method: "delete",
  path: "/api/me/sessions/{id}",
  tag: "people",
  summary: "End one session: it is refused at once, and its live events end on every server",
  access: "member",
  roles: everyRole,
  keys: "never",
  params: z.object({ id: Id }),
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "origin_refused"],
});

const ended = z.object({ ended: z.number().int() }).meta({ id: "EndedSessions" });

export const endOtherSessions = defineRoute({
  operationId: "endOtherSessions",
  method: "post",
  path: "/api/me/sessions/end-others",
  tag: "people",
  summary: "End all sessions but the one that asks",
  access: "member",
  roles: everyRole,
  keys: "never",
  answer: { kind: "json", status: 200, schema: ended },
  faults: ["origin_refused"],
});

export const signOutEverywhere = defineRoute({
  operationId: "signOutEverywhere",
  method: "post",
  path: "/api/me/sessions/end-all",
  tag: "people",
  summary: "End all sessions, the one that asks included",
  access: "member",
  roles: everyRole,
  keys: "never",
  answer: { kind: "json", status: 200, schema: ended },
  faults: ["origin_refused"],
});

export const sessionRoutes = { listSessions, endSession, endOtherSessions, signOutEverywhere };
