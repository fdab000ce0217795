import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { Problem } from "../resources/problem.ts";
import { faultStatus } from "../faults/status.ts";
import type { RouteDefinition } from "./define-route.ts";
import { accountHeader, Id, languageHeader } from "../resources/common.ts";
import { problemAnswer } from "./problem-answer.ts";
import { uploadPaths } from "./upload-paths.ts";

type Json = Record<string, unknown>;

const languageParameter: Json = {
  name: languageHeader,
  in: "header",
  required: false,
  schema: { type: "string", examples: ["es", "es-MX", "en-GB"] },
  description:
    "The language of this answer, and the region whose figures are read (es-MX: 1,234.5; es-AR: 1.234,5); without it, or with a language that is not spoken here, the language of the profile of who is signed in, and the region that Accept-Language names for it",
};

const accountParameter: Json = {
  name: accountHeader,
  in: "header",
  required: false,
  schema: schemaOf(Id, "input", {}),
  description:
    "The account in which this is meant to be done (`account.id` of /api/me). A session moves from one account to another by /api/accounts/{id}/enter, in whichever of its windows that is asked; a request that names another account than the session's, or the key's, is answered with 409 account_changed, and nothing is done. Without the header the account is the session's",
};

/** The OpenAPI 3.1 document of a list of routes, from the very schemas that validate them. `version` is the platform's. */
export function openapiOf(routes: readonly RouteDefinition[], version: string): Json {
  const components: Record<string, Json> = {};
  const paths: Record<string, Json> = {};
  schemaOf(Problem, "output", components);
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operationOf(route, components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Caudal",
      version,
      description:
        "Files in, insights out. Files arrive by tus, at /api/uploads. Failures are problem documents (RFC 9457). Who is signed in reads in the language of their profile, unless a request asks for another with Caudal-Language; everybody else by Accept-Language, in Spanish where it names neither Spanish nor English. Figures and dates are written as in the region that goes with the language (es-MX, es-AR, en-GB); Content-Language says in which. Parameters of an address and fields of a body that are not named here are passed over; a parameter that stands there twice is refused.",
    },
    servers: [{ url: "/" }],
    paths: { ...paths, ...uploadPaths },
    components: {
      schemas: components,
      parameters: { Language: languageParameter, Account: accountParameter },
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "caudal.session_token",
          description: "Set by signing in; over https its name begins with __Host-",
        },
        key: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "caudal_…",
          description:
            "An API key of a member, made in the profile under “Security”. x-key-scope of each operation says which of the key's scopes it asks for; where it says never, only a session will do",
        },
        operator: {
          type: "http",
          scheme: "bearer",
          description: "CAUDAL_METRICS_TOKEN, or secrets/operator-token of the data folder",
        },
      },
    },
  };
}

function operationOf(route: RouteDefinition, components: Record<string, Json>): Json {
  const parameters = [
    ...parametersOf(route.params, "path", components),
    ...parametersOf(route.query, "query", components),
  ];
  if (route.idempotent) {
    parameters.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      schema: { type: "string", minLength: 1, maxLength: 200 },
      description: "Same key and body: same answer, nothing started twice",
    });
  }
  if (route.answer.kind === "events")
    parameters.push({ name: "Last-Event-ID", in: "header", required: false, schema: { type: "string" } });
  if (route.access === "member")
    for (const name of ["Language", "Account"]) parameters.push({ $ref: `#/components/parameters/${name}` });
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf(route),
    ...(route.access === "member" ? { "x-roles": route.roles, "x-key-scope": route.keys } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(route.body, "input", components) } },
          },
        }),
    responses: responsesOf(route, components),
  };
}

/** An empty requirement beside another says that it may do without: the server's own machine needs no token where none is set. */
function securityOf(route: RouteDefinition): readonly Json[] {
  if (route.access === "operator") return [{ operator: [] }, {}];
  if (route.access !== "member") return [];
  return route.keys === "never" ? [{ session: [] }] : [{ session: [] }, { key: [] }];
}

function responsesOf(route: RouteDefinition, components: Record<string, Json>): Json {
  const responses: Json = { [String(route.answer.status)]: successOf(route, components) };
  if (route.otherwise !== undefined) {
    const { status, description, schema } = route.otherwise;
    responses[String(status)] = {
      description,
      content: { "application/json": { schema: schemaOf(schema, "output", components) } },
    };
  }
  const faults = new Map<number, string[]>();
  const own = [
    ...route.faults,
    ...(route.access === "member" ? ["not_signed_in" as const, "account_changed" as const] : []),
    ...(route.access === "member"
      ? route.keys === "never"
        ? ["session_needed" as const]
        : ["key_refused" as const, "key_scope_missing" as const]
      : []),
    ...(route.access === "member" && route.proof !== undefined ? ["proof_needed" as const] : []),
    ...(route.access === "member" && route.withoutFactor !== true ? ["second_factor_required" as const] : []),
    ...(route.access === "member" && route.roles.length < everyRole.length ? ["forbidden" as const] : []),
    ...(route.access === "member" || route.body || route.params || route.query ? ["invalid_fields" as const] : []),
  ];
  for (const code of own) faults.set(faultStatus[code], [...(faults.get(faultStatus[code]) ?? []), code]);
  for (const [status, codes] of [...faults].sort(([a], [b]) => a - b))
    responses[String(status)] = problemAnswer(codes.join(", "));
  responses["default"] = problemAnswer("Any other failure");
  return responses;
}

function successOf(route: RouteDefinition, components: Record<string, Json>): Json {
  const { answer } = route;
  switch (answer.kind) {
    case "json":
      return {
        description: route.summary,
        content: { "application/json": { schema: schemaOf(answer.schema, "output", components) } },
      };
    case "events":
      return {
        description: "Server-sent events: `event` is the topic, `data` what changed, as JSON",
        content: { "text/event-stream": { schema: eventOf(schemaOf(answer.schema, "output", components)) } },
      };
    case "redirect":
      return { description: answer.description, headers: { Location: { schema: { type: "string" } } } };
    case "bytes":
      return {
        description: answer.description,
        content: {
          [answer.mediaType]: {
            schema: answer.mediaType === "application/json" ? { type: "object" } : { type: "string" },
          },
        },
      };
    case "empty":
      return { description: "Done" };
  }
}

function parametersOf(
  schema: z.ZodObject | undefined,
  place: "path" | "query",
  components: Record<string, Json>,
): Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === "path" || !z.safeParse(part, undefined).success,
    schema: schemaOf(part, "output", components),
  }));
}

/** One event as it is sent: its fields are text, and what `data` says is JSON. */
const eventOf = (told: Json): Json => ({
  type: "object",
  properties: {
    id: { type: "string" },
    event: { type: "string" },
    data: { type: "string", contentMediaType: "application/json", contentSchema: told },
  },
  required: ["data"],
});

/** A schema with its named parts (`.meta({id})`) moved to the document's components. */
function schemaOf(schema: z.core.$ZodType, io: "input" | "output", components: Record<string, Json>): Json {
  const generated: Json = {
    ...z.toJSONSchema(schema, { io, target: "draft-2020-12", override: ({ jsonSchema }) => relax(jsonSchema) }),
  };
  const parts = isRecord(generated["$defs"]) ? generated["$defs"] : {};
  delete generated["$defs"];
  delete generated["$schema"];
  for (const [id, part] of Object.entries(parts)) if (isRecord(part)) components[id] = pointToComponents(part);
  const id = schema instanceof z.ZodType ? schema.meta()?.id : undefined;
  if (id === undefined || "$ref" in generated) return pointToComponents(generated);
  delete generated["id"];
  components[id] = pointToComponents(generated);
  return { $ref: `#/components/schemas/${id}` };
}

/**
 * Clients must bear a field that a later version adds, our integers need no bounds of JavaScript, and a pair of numbers is a list of two:
 * not every reader of such documents knows `prefixItems`.
 */
function relax(schema: Json): void {
  const { prefixItems } = schema;
  if (Array.isArray(prefixItems) && new Set(prefixItems.map((item) => JSON.stringify(item))).size === 1) {
    schema["items"] = prefixItems[0];
    delete schema["prefixItems"];
  }
  if (schema["additionalProperties"] === false) delete schema["additionalProperties"];
  if (schema["minimum"] === Number.MIN_SAFE_INTEGER) delete schema["minimum"];
  if (schema["maximum"] === Number.MAX_SAFE_INTEGER) delete schema["maximum"];
  delete schema["id"];
}

function pointToComponents(schema: Json): Json {
  const moved = JSON.parse(JSON.stringify(schema), (key: string, value: unknown) =>
    key === "$ref" && typeof value === "string" ? value.replace("#/$defs/", "#/components/schemas/") : value,
  ) as unknown;
  return isRecord(moved) ? moved : {};
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
