import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { ApiKey, CreateApiKey, ListApiKeys, NewApiKey } from "../resources/api-key.ts";
import { Id } from "../resources/common.ts";
import { defineRoute } from "./define-route.ts";

export const listApiKeys = defineRoute({
  operationId: "listApiKeys",
  method: "get",
  path: "/api/me/keys",
  tag: "people",
  summary:
    "The person's API keys in this account, or in all of theirs; this one's first, the newest first, those that no longer hold included",
  access: "member",
  roles: everyRole,
  keys: "never",
  query: ListApiKeys,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(ApiKey) }) },
  faults: [],
});

export const createApiKey = defineRoute({
  operationId: "createApiKey",
  method: "post",
  path: "/api/me/keys",
  tag: "people",
  summary: "Make an API key; the key stands in this answer only",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: "recent",
  body: CreateApiKey,
  answer: { kind: "json", status: 200, schema: NewApiKey },
  faults: ["too_many_keys", "origin_refused"],
});

export const revokeApiKey = defineRoute({
  operationId: "revokeApiKey",
  method: "delete",
  path: "/api/me/keys/{id}",
  tag: "people",
  summary: "Revoke an API key, in whichever account of the person: it is refused at once, and its live events end",
  access: "member",
  roles: everyRole,
  keys: "never",
  params: z.object({ id: Id }),
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "origin_refused"],
});

export const apiKeyRoutes = { listApiKeys, createApiKey, revokeApiKey };
