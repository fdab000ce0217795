import { Fault } from "@caudal/base/fault.ts";
import { accountHeader, Id } from "@caudal/contract/resources/common.ts";
import type { Outsider, Person } from "./route-handler.ts";

/**
 * Whether who asks acts in the account in which they believe to act, where they say so: another window of the same session may have chosen
 * another one since. `named`: where they said it, for one that is no account's id at all.
 *
 * @throws Fault `account_changed`, or `invalid_fields` with `named`.
 */
export function checkAccount(person: Person | Outsider, said: string | null | undefined, named = accountHeader): void {
  if (said === null || said === undefined) return;
  if (!Id.safeParse(said).success) throw new Fault("invalid_fields", { params: { fields: named } });
  if ("outside" in person || person.scope.accountId !== said.toLowerCase()) throw new Fault("account_changed");
}
