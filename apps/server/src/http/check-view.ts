import { Fault } from "@caudal/base/fault.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import type { Person } from "./route-handler.ts";

/**
 * Whoever looks as another member only looks. The database refuses to write as well; here they are told so.
 *
 * @throws Fault `viewing_as`
 */
export function checkView(person: Person, route: Pick<RouteDefinition, "method" | "whileViewing">): void {
  if (person.viewing !== undefined && route.method !== "get" && route.whileViewing !== true)
    throw new Fault("viewing_as");
}
