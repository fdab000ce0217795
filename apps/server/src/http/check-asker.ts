import { Fault } from "@caudal/base/fault.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { checkFactor } from "./check-factor.ts";
import { checkKeyUse } from "./check-key-use.ts";
import { checkProof } from "./check-proof.ts";
import { checkView } from "./check-view.ts";
import type { Outsider, Person } from "./route-handler.ts";

type MemberRoute = Extract<RouteDefinition, { readonly access: "member" }>;

/** Whether this person may do this at all, by what they are and have shown. @throws the Fault of the first thing that they lack. */
export function checkAsker(person: Person | Outsider, route: MemberRoute, now: number): void {
  if ("outside" in person) {
    if (route.keys !== "never" || route.outsiders !== true) throw new Fault("no_membership");
  } else {
    checkFactor(person, route);
    checkView(person, route);
    if (!route.roles.includes(person.role)) throw new Fault("forbidden");
  }
  checkKeyUse(person.credential, route.keys);
  if (route.proof === "recent") checkProof(person.credential, now);
}
