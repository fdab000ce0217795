import { addressOf } from "@caudal/contract/client/client.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { randomUUID } from "node:crypto";

/** The address of a route, with made-up ids that belong to nothing. */
export function inventedAddress(route: RouteDefinition): string {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, randomUUID()]);
  return addressOf(route, { params: Object.fromEntries(names) });
}
