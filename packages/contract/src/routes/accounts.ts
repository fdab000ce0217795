import { managers } from "../access/roles.ts";
import { Account, UpdateAccount } from "../resources/account.ts";
import { defineRoute } from "./define-route.ts";

export const updateAccount = defineRoute({
  operationId: "updateAccount",
  method: "patch",
  path: "/api/account",
  tag: "administration",
  summary: "Rename the account",
  access: "member",
  roles: managers,
  keys: "account:manage",
  body: UpdateAccount,
  answer: { kind: "json", status: 200, schema: Account },
  faults: ["origin_refused"],
});

export const accountRoutes = { updateAccount };
