import { z } from "zod";
import { everyRole, managers } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { Departure, LeftAccount } from "../resources/departure.ts";
import { defineRoute } from "./define-route.ts";

export const listLeftAccounts = defineRoute({
  operationId: "listLeftAccounts",
  method: "get",
  path: "/api/me/left-accounts",
  tag: "people",
  summary: "Accounts that the person left or was removed from, with how much of theirs is kept there until when",
  access: "member",
  roles: everyRole,
  keys: "never",
  outsiders: true,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(LeftAccount) }) },
  faults: ["viewing_as"],
});

export const removeLeftThings = defineRoute({
  operationId: "removeLeftThings",
  method: "delete",
  path: "/api/me/left-accounts/{id}",
  tag: "people",
  summary: "Remove what the person left in that account now, the bytes included, instead of at the end of its time",
  access: "member",
  roles: everyRole,
  keys: "never",
  proof: "recent",
  outsiders: true,
  params: z.object({ id: Id }),
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "origin_refused"],
});

export const listDepartures = defineRoute({
  operationId: "listDepartures",
  method: "get",
  path: "/api/departures",
  tag: "administration",
  summary: "Who left the account and how much of theirs is kept until when; what it is stays theirs alone",
  access: "member",
  roles: managers,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Departure) }) },
  faults: [],
});

export const departureRoutes = { listLeftAccounts, removeLeftThings, listDepartures };
