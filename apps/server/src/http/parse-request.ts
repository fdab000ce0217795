import { Fault } from "@caudal/base/fault.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import type { z } from "zod";
import { readJsonBody } from "./read-json-body.ts";

export type ParsedRequest = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/** The parts of a request as its route's schemas read them. @throws Fault `invalid_fields` with each wrong field, and those of the body. */
export async function parseRequest(
  route: RouteDefinition,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<ParsedRequest> {
  return {
    ...(route.params ? { params: parsePart(route.params, params) } : {}),
    ...(route.query ? { query: parsePart(route.query, Object.fromEntries(new URL(request.url).searchParams)) } : {}),
    ...(route.body ? { body: parsePart(route.body, await readJsonBody(request)) } : {}),
  };
}

function parsePart(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")).filter((path) => path !== ""))];
  throw new Fault("invalid_fields", { params: { fields: fields.slice(0, 10).join(", ") }, cause: parsed.error });
}

/** The Idempotency-Key of a request, if it has one. @throws Fault `invalid_fields` for one that is no short printable text. */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get("idempotency-key");
  if (key === null) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Fault("invalid_fields", { params: { fields: "Idempotency-Key" } });
  return key;
}
