import { z } from "zod";
import { managers } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { Member, UpdateMember } from "../resources/member.ts";
import { defineRoute } from "./define-route.ts";

const MemberParams = z.object({ id: Id });

export const listMembers = defineRoute({
  operationId: "listMembers",
  method: "get",
  path: "/api/members",
  tag: "administration",
  summary: "Who belongs to the account, the oldest member first",
  access: "member",
  roles: managers,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Member) }) },
  faults: [],
});

export const updateMember = defineRoute({
  operationId: "updateMember",
  method: "patch",
  path: "/api/members/{id}",
  tag: "administration",
  summary: "Change a member's role or access profile; it holds from the member's next request on",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  params: MemberParams,
  body: UpdateMember,
  answer: { kind: "json", status: 200, schema: Member },
  faults: ["not_found", "forbidden", "last_owner", "origin_refused"],
});

export const removeMember = defineRoute({
  operationId: "removeMember",
  method: "delete",
  path: "/api/members/{id}",
  tag: "administration",
  summary: "Remove a member: the next request is refused, live events end, runs are cancelled",
  access: "member",
  roles: managers,
  keys: "never",
  proof: "recent",
  params: MemberParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "forbidden", "last_owner", "origin_refused"],
});

export const handOver = defineRoute({
  operationId: "handOver",
  method: "post",
  path: "/api/members/{id}/hand-over",
  tag: "administration",
  summary: "Make a member an owner and step down to administrator, both or neither",
  access: "member",
  roles: ["owner"],
  keys: "never",
  proof: "recent",
  params: MemberParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found", "origin_refused"],
});

export const memberRoutes = { listMembers, updateMember, removeMember, handOver };
