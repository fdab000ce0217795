import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { z } from "zod";

/** What a request brings, by its parts. */
export type Input = { readonly params?: object; readonly query?: object; readonly body?: object };
const parts = ["params", "query", "body"] as const;

/**
 * Every place of a route's requests where an id stands, as its schemas say: "params.id", "body.grantee.user_id", "body.companies.*" for one
 * among many. A token is none: whoever holds one is let in.
 */
export function idPlacesOf(route: RouteDefinition): readonly string[] {
  return parts.flatMap((part) => {
    const schema = route[part];
    if (schema === undefined) return [];
    const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    return [...new Set(placesIn(root, root, [part]))];
  });
}

type Schema = z.core.JSONSchema.BaseSchema;

function placesIn(schema: Schema, root: Schema, path: readonly string[]): readonly string[] {
  const under = (inner: unknown, ...more: readonly string[]) =>
    isSchema(inner) ? placesIn(inner, root, [...path, ...more]) : [];
  if (schema.$ref !== undefined) return under(root.$defs?.[schema.$ref.replace(/^#\/\$defs\//, "")]);
  if (schema.type === "string" && isId(schema, path)) return [path.join(".")];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => under(inner, name)),
    ...under(schema.additionalProperties, "?"),
    ...[schema.items ?? []].flat().flatMap((inner) => under(inner, "*")),
    ...[schema.anyOf, schema.oneOf, schema.allOf].flatMap((inners) => (inners ?? []).flatMap((inner) => under(inner))),
  ];
}

/** One that is written down as an id, is called one, or names what the path speaks of. */
function isId(schema: Schema, path: readonly string[]): boolean {
  if (schema.format === "uuid") return true;
  const name = path.findLast((step) => step !== "*") ?? "";
  const isFree = schema.enum === undefined && schema.format === undefined && name !== "token";
  return isFree && (path[0] === "params" || /^(ids?|object|person)$|_ids?$|Ids?$/.test(name));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}

/** The same request with this at that place; in a list, as one more. */
export function putAt(input: Input, place: string, value: unknown): Input {
  return put(input, place.split("."), value) as Input;
}

function put(into: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (step === "*") return [...(Array.isArray(into) ? into : []), put(undefined, rest, value)];
  const object = typeof into === "object" && into !== null ? into : {};
  return { ...object, [step]: put(Reflect.get(object, step), rest, value) };
}
