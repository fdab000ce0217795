import { z } from "zod";
import { managers } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { EndedWays, EndWays, MemberWays } from "../resources/member-ways.ts";
import { defineRoute } from "./define-route.ts";

const MemberParams = z.object({ id: Id });

export const getMemberWays = defineRoute({
  operationId: "getMemberWays",
  method: "get",
  path: "/api/members/{id}/ways-in",
  tag: "administration",
  summary:
    "A member's API keys and links in this account that open something now: never the key itself, nor what a link opens",
  access: "member",
  roles: managers,
  keys: "never",
  params: MemberParams,
  answer: { kind: "json", status: 200, schema: MemberWays },
  faults: ["not_found", "forbidden"],
});

export const endMemberSessions = defineRoute({
  operationId: "endMemberSessions",
  method: "post",
  path: "/api/members/{id}/sessions/end",
  tag: "administration",
  summary: "End all sessions of a member at once, whatever account they act in, and tell the member by mail",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  params: MemberParams,
  answer: { kind: "json", status: 200, schema: EndedWays },
  faults: ["not_found", "forbidden", "origin_refused"],
});

export const revokeMemberKeys = defineRoute({
  operationId: "revokeMemberKeys",
  method: "post",
  path: "/api/members/{id}/keys/revoke",
  tag: "administration",
  summary: "Revoke a member's API keys in this account, those named or all, and tell the member by mail",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  params: MemberParams,
  body: EndWays,
  answer: { kind: "json", status: 200, schema: EndedWays },
  faults: ["not_found", "forbidden", "origin_refused"],
});

export const revokeMemberLinks = defineRoute({
  operationId: "revokeMemberLinks",
  method: "post",
  path: "/api/members/{id}/links/revoke",
  tag: "administration",
  summary: "Revoke links that a member made to files in this account, those named or all, and tell the member by mail",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  params: MemberParams,
  body: EndWays,
  answer: { kind: "json", status: 200, schema: EndedWays },
  faults: ["not_found", "forbidden", "origin_refused"],
});

export const memberWaysRoutes = { getMemberWays, endMemberSessions, revokeMemberKeys, revokeMemberLinks };
