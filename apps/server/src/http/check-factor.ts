import { Fault } from "@caudal/base/fault.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import type { Person } from "./route-handler.ts";

/**
 * Whoever lacks the second factor that their account asks for gets no further than to what gives them one, by session or by key.
 *
 * @throws Fault `second_factor_required`
 */
export function checkFactor({ factorMissing }: Person, route: RouteDefinition | null): void {
  const open = route?.access === "member" && route.withoutFactor === true;
  if (factorMissing === true && !open) throw new Fault("second_factor_required");
}
