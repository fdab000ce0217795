import { Fault } from "@caudal/base/fault.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import type { z } from "zod";
import { readJsonBody } from "./read-json-body.ts";

export type ParsedRequest = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/**
 * The parts of a request as its route's schemas read them. What is written wrong in an address that is only read names nothing.
 * `onBody` is asked once all of a body has come, before it is looked at.
 *
 * @throws Fault `invalid_fields` with each wrong field, `not_found` for a path to read that no thing can have, and those of the body.
 */
export async function parseRequest(
  route: RouteDefinition,
  request: Request,
  params: Readonly<Record<string, string>>,
  onBody: () => Promise<void>,
): Promise<ParsedRequest> {
  return {
    ...(route.params ? { params: parsePath(route, route.params, params) } : {}),
    ...(route.query ? { query: parsePart(route.query, queryOf(request.url), route.method === "get") } : {}),
    ...(route.body ? { body: parsePart(route.body, await readBody(request, onBody)) } : {}),
  };
}

async function readBody(request: Request, onBody: () => Promise<void>): Promise<unknown> {
  const body = await readJsonBody(request);
  await onBody();
  return body;
}

function parsePath(route: RouteDefinition, schema: z.ZodType, params: Readonly<Record<string, string>>): unknown {
  if (route.method === "get" && !schema.safeParse(params).success) throw new Fault("not_found");
  return parsePart(schema, params);
}

/** Each parameter's text; one that stands there more than once is a list, which no schema takes. */
function queryOf(url: string): Record<string, string | string[]> {
  // In one pass: an address of 16 kB may hold thousands of names.
  const sent = new Map<string, string[]>();
  for (const [name, value] of new URL(url).searchParams) {
    const known = sent.get(name);
    if (known === undefined) sent.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries(
    [...sent].map(([name, [first = "", ...others]]) => [name, others.length === 0 ? first : [first, ...others]]),
  );
}

function parsePart(schema: z.ZodType, value: unknown, reading = false): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")).filter((path) => path !== ""))];
  throw new Fault("invalid_fields", {
    params: { fields: fields.slice(0, 10).join(", "), reading },
    cause: parsed.error,
  });
}

/** The Idempotency-Key of a request, if it has one. @throws Fault `invalid_fields` for one that is no short printable text. */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get("idempotency-key");
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Fault("invalid_fields", { params: { fields: "Idempotency-Key" } });
  return key;
}
