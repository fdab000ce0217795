import { z } from "zod";
import { everyRole, managers } from "../access/roles.ts";
import { Account, AccountFactor, Membership, SetAccountFactor, UpdateAccount } from "../resources/account.ts";
import { Id } from "../resources/common.ts";
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

export const getAccountFactor = defineRoute({
  operationId: "getAccountFactor",
  method: "get",
  path: "/api/account/second-factor",
  tag: "administration",
  summary: "Whether everybody who acts in the account needs a second factor, and who has not turned theirs on here",
  access: "member",
  roles: managers,
  keys: "never",
  answer: { kind: "json", status: 200, schema: AccountFactor },
  faults: [],
});

export const setAccountFactor = defineRoute({
  operationId: "setAccountFactor",
  method: "post",
  path: "/api/account/second-factor",
  tag: "administration",
  summary:
    "Ask a second factor of everybody who acts in the account, or no longer; whoever lacks it gets no further, sessions and keys included, and is told by mail",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  body: SetAccountFactor,
  answer: { kind: "json", status: 200, schema: AccountFactor },
  faults: ["second_factor_first", "origin_refused"],
});

export const listAccounts = defineRoute({
  operationId: "listAccounts",
  method: "get",
  path: "/api/accounts",
  tag: "administration",
  summary: "The accounts to which the person belongs, and in which of them this session acts",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  withoutFactor: true,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Membership) }) },
  faults: [],
});

export const enterAccount = defineRoute({
  operationId: "enterAccount",
  method: "post",
  path: "/api/accounts/{id}/enter",
  tag: "administration",
  summary: "From now on this session acts in that account",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  params: z.object({ id: Id }),
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "origin_refused"],
});

export const leaveAccount = defineRoute({
  operationId: "leaveAccount",
  method: "post",
  path: "/api/account/leave",
  tag: "administration",
  summary: "Stop belonging to the account in which this session acts",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: "recent",
  answer: { kind: "empty", status: 204 },
  faults: ["last_owner", "origin_refused"],
});

export const accountRoutes = {
  updateAccount,
  getAccountFactor,
  setAccountFactor,
  listAccounts,
  enterAccount,
  leaveAccount,
};
