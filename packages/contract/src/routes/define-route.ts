import type { z } from "zod";
import type { FaultCode } from "@caudal/base/fault.ts";
import type { KeyUse } from "../access/key-scopes.ts";
import type { MemberRole } from "../access/roles.ts";

/** What a route answers with when all went well. */
export type RouteAnswer =
  | { readonly kind: "json"; readonly status: 200 | 202; readonly schema: z.ZodType }
  | { readonly kind: "empty"; readonly status: 204 }
  /** Bytes of the media type named; its schema is told in words. */
  | { readonly kind: "bytes"; readonly status: 200; readonly mediaType: string; readonly description: string }
  /** Sends a browser elsewhere. */
  | { readonly kind: "redirect"; readonly status: 302; readonly description: string }
  /** Server-sent events whose data is `schema` as JSON. */
  | { readonly kind: "events"; readonly status: 200; readonly schema: z.ZodType };

/** A field of a body, within others by dots, whose presence asks for a proof. */
export type ProofField = { readonly field: string; readonly among?: readonly string[] };

/** What asks for a proof where it is not the body alone that tells: the handler sees to it. In words for the table of operations, "es · en". */
export type ProofCase = { readonly when: string };

/**
 * Whom an operation answers. member: needs a session or an API key, in a role that stands here: the table of roles and operations is these
 * lines, taken together. `keys`: the scope that an API key needs for it, or that none will do. `proof`: whoever signed in has to have proved
 * within the last minutes that it is still they, because what is done decides who may do what, or takes data out; where it is a field of the
 * body, only where that is present, and among these if they are said; where it is a case, in that. A key needs none: it was made with one. operator: needs the operator's token where one is set, and to come from the server's own machine where none is.
 */
export type RouteAccess =
  | {
      readonly access: "member";
      readonly roles: readonly MemberRole[];
      readonly keys: KeyUse;
      readonly proof?: "recent" | ProofField | ProofCase;
      /** Answers also whoever lacks the second factor that their account asks for: what gives them one, and nothing besides. */
      readonly withoutFactor?: true;
      /** Answers also whoever is signed in and belongs to no account any more, by session alone: what is theirs outlasts it. */
      readonly outsiders?: true;
    }
  | { readonly access: "public" | "operator" };

/**
 * One operation of the HTTP API as a plain value: the server registers it, the OpenAPI document describes it and the typed client calls it.
 * `path` names its parameters in braces, each a key of `params`.
 */
export type RouteDefinition = RouteAccess & {
  readonly operationId: string;
  /** Changes something and may be asked for while one looks as another member: everything else that is no `get` is refused then. */
  readonly whileViewing?: true;
  readonly method: "get" | "post" | "patch" | "delete";
  readonly path: string;
  readonly tag: "people" | "administration" | "files" | "sharing" | "runs" | "notifications" | "events" | "operations";
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Makes the server read or compute much: counted against a tighter limit besides. */
  readonly costly?: true;
  /** Takes an Idempotency-Key header: it starts work. */
  readonly idempotent?: true;
  readonly answer: RouteAnswer;
  /** What it answers with another status that is no failure of the request: the same body, telling of another state. */
  readonly otherwise?: { readonly status: number; readonly description: string; readonly schema: z.ZodType };
  /** Failures of its own, besides those that any route can meet. */
  readonly faults: readonly FaultCode[];
};

/** Keeps the literal types of a route, from which the client's types are inferred. */
export function defineRoute<const R extends RouteDefinition>(route: R): R {
  return route;
}
