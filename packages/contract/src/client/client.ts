import type { z } from "zod";
import { Problem } from "../resources/problem.ts";
import type { LanguageTag } from "../format/language-tag.ts";
import type { RouteDefinition } from "../routes/define-route.ts";
import { type OperationId, type Routes, routes } from "../routes/routes.ts";

type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? { readonly [P in K]: z.input<S> }
  : unknown;
/** Query parameters may be left out as a whole when each of them may. */
type QueryPart<R> = R extends { readonly query: infer S extends z.ZodType }
  ? Record<string, never> extends z.input<S>
    ? { readonly query?: z.input<S> }
    : { readonly query: z.input<S> }
  : unknown;

type CallOptions = { readonly signal?: AbortSignal; readonly idempotencyKey?: string };
export type CallInput<R> = Part<R, "params"> & QueryPart<R> & Part<R, "body"> & CallOptions;

export type CallOutput<R> = R extends {
  readonly answer: { readonly kind: "json"; readonly schema: infer S extends z.ZodType };
}
  ? z.output<S>
  : R extends { readonly answer: { readonly kind: "empty" } }
    ? undefined
    : Response;

type Call<R> =
  CallOptions extends CallInput<R>
    ? (input?: CallInput<R>) => Promise<CallOutput<R>>
    : (input: CallInput<R>) => Promise<CallOutput<R>>;

/** One function per operation of the API, named by its operationId. */
export type Client = { readonly [K in OperationId]: Call<Routes[K]> };

export type ClientOptions = {
  /** Where the server is; "" in the page that it serves. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  /** Language in which failures and findings are told, with the region whose figures are read where it is known. */
  readonly locale?: () => LanguageTag;
  /** Headers of each request besides; by its operation. */
  readonly headers?: (operation: OperationId) => Record<string, string>;
  /** strict: an answer that is not what its schema says is refused (tests). */
  readonly strict?: boolean;
};

/** The server answered with a problem document; `problem` is in the reader's language. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | null;
  constructor(problem: Problem, retryAfter: number | null) {
    super(`${problem.status} ${problem.code}`);
    this.name = "ProblemError";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

type LooseInput = { readonly params?: object; readonly query?: object; readonly body?: unknown } & CallOptions;

/** A typed client of the whole API. Cookies travel along (same origin); a failed answer throws ProblemError, a lost connection what fetch throws. */
export function createClient(options: ClientOptions = {}): Client {
  const calls = Object.entries<RouteDefinition & { readonly operationId: OperationId }>(routes).map(([name, route]) => [
    name,
    (input: LooseInput = {}) => callRoute(route, input, options),
  ]);
  return Object.fromEntries(calls) as Client;
}

async function callRoute(
  route: RouteDefinition & { readonly operationId: OperationId },
  input: LooseInput,
  options: ClientOptions,
): Promise<unknown> {
  const send = options.fetch ?? fetch;
  const response = await send(`${options.baseUrl ?? ""}${addressOf(route, input)}`, {
    method: route.method.toUpperCase(),
    credentials: "same-origin",
    headers: {
      accept:
        route.answer.kind === "json" || route.answer.kind === "empty"
          ? "application/json, application/problem+json"
          : "*/*",
      ...(options.locale ? { "accept-language": options.locale() } : {}),
      ...(input.body === undefined ? {} : { "content-type": "application/json" }),
      ...(input.idempotencyKey === undefined ? {} : { "idempotency-key": input.idempotencyKey }),
      ...options.headers?.(route.operationId),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(input.signal ? { signal: input.signal } : {}),
  });
  if (!response.ok) throw await problemErrorOf(response);
  if (route.answer.kind === "empty") return undefined;
  if (route.answer.kind !== "json") return response;
  const value: unknown = await response.json();
  return options.strict ? route.answer.schema.parse(value) : value;
}

/** The address of an operation: parameters in the path escaped, query parameters in their order, undefined ones left out. */
export function addressOf(
  route: RouteDefinition,
  input: { readonly params?: object; readonly query?: object },
): string {
  const params = new Map(Object.entries(input.params ?? {}));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params.get(name) ?? "")),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {}))
    if (value !== undefined && value !== null) query.set(name, String(value));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

async function problemErrorOf(response: Response): Promise<ProblemError> {
  const after = Number(response.headers.get("retry-after"));
  const text = await response.text();
  const parsed = Problem.safeParse(parseJson(text));
  const problem = parsed.success
    ? parsed.data
    : {
        type: "about:blank",
        title: response.statusText,
        status: response.status,
        detail: "",
        code: "unavailable",
        action: "",
      };
  return new ProblemError(problem, after > 0 ? after : null);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between may answer with a page of its own.
    return null;
  }
}
