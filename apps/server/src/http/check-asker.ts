import { Fault } from "@caudal/base/fault.ts";
import { accountHeader } from "@caudal/contract/resources/common.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { checkAccount } from "./check-account.ts";
import { checkFactor } from "./check-factor.ts";
import { checkKeyUse } from "./check-key-use.ts";
import { checkProof } from "./check-proof.ts";
import { checkView } from "./check-view.ts";
import type { Outsider, Person } from "./route-handler.ts";

type MemberRoute = Extract<RouteDefinition, { readonly access: "member" }>;

/**
 * Whether this person may do this at all, by what they are, have shown and say of where they act. That comes first: what another account
 * asks of them is no answer to somebody who believes to act in this one.
 *
 * @throws the Fault of the first thing that they lack.
 */
export function checkAsker(person: Person | Outsider, route: MemberRoute, headers: Headers): void {
  const outside = "outside" in person;
  if (outside && (route.keys !== "never" || route.outsiders !== true)) throw new Fault("no_membership");
  checkAccount(person, headers.get(accountHeader));
  if (!outside) {
    checkFactor(person, route);
    checkView(person, route);
    if (!route.roles.includes(person.role)) throw new Fault("forbidden");
  }
  checkKeyUse(person.credential, route.keys);
  if (route.proof === "recent") checkProof(person.credential);
}
