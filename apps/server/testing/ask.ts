import { addressOf } from "@caudal/contract/client/client.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import type { Input } from "./id-places.ts";
import type { Visitor } from "./test-server.ts";

export type Answer = { readonly status: number; readonly problem: Problem | null; readonly text: string };

/** An operation with whatever is given it, past the typed client. */
export async function ask(who: Pick<Visitor, "fetch">, operation: OperationId, input: Input): Promise<Answer> {
  const route: RouteDefinition = routes[operation];
  const sent = { headers: { "content-type": "application/json" }, body: JSON.stringify(input.body) };
  const response = await who.fetch(addressOf(route, input), {
    method: route.method.toUpperCase(),
    ...(input.body === undefined ? {} : sent),
  });
  const text = await response.text();
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  return { status: response.status, problem: isProblem ? Problem.parse(JSON.parse(text)) : null, text };
}

/** A failure without what differs from one request to the next. */
export function bare({ status, problem }: Answer): { readonly status: number; readonly problem: object } {
  return { status, problem: { ...problem, request_id: "" } };
}
