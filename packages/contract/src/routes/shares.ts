import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { Id } from "../resources/common.ts";
import { Colleague, NewShare, Share, ShareRequest, UpdateShare } from "../resources/share.ts";
import { defineRoute } from "./define-route.ts";
import { FileParams } from "./files.ts";

const ShareParams = z.object({ id: Id });

export const listShares = defineRoute({
  operationId: "listShares",
  method: "get",
  path: "/api/files/{id}/shares",
  tag: "sharing",
  summary: "To whom a file of one's own is or was open; those that hold come first",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Share) }) },
  faults: ["not_found", "file_not_yours"],
});

export const shareFile = defineRoute({
  operationId: "shareFile",
  method: "post",
  path: "/api/files/{id}/shares",
  tag: "sharing",
  summary:
    "Open a file of one's own to a member, or to whoever holds a new link; a member's share that there is gets these terms",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  proof: { field: "grantee.kind", among: ["link"] },
  params: FileParams,
  body: ShareRequest,
  answer: { kind: "json", status: 200, schema: NewShare },
  faults: ["not_found", "file_not_yours", "share_grantee_unknown", "share_expiry_invalid", "too_many_shares"],
});

export const updateShare = defineRoute({
  operationId: "updateShare",
  method: "patch",
  path: "/api/shares/{id}",
  tag: "sharing",
  summary: "Change until when a share holds, and whether the file may be downloaded; a link that has ended stays so",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  proof: { when: "un enlace abre más · a link opens more" },
  params: ShareParams,
  body: UpdateShare,
  answer: { kind: "json", status: 200, schema: Share },
  faults: ["not_found", "share_ended", "share_expiry_invalid", "too_many_shares"],
});

export const revokeShare = defineRoute({
  operationId: "revokeShare",
  method: "delete",
  path: "/api/shares/{id}",
  tag: "sharing",
  summary: "End a share at once",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  params: ShareParams,
  answer: { kind: "empty", status: 204 },
  faults: ["not_found"],
});

export const listColleagues = defineRoute({
  operationId: "listColleagues",
  method: "get",
  path: "/api/colleagues",
  tag: "sharing",
  summary: "The other members of the account by name, to choose with whom to share",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Colleague) }) },
  faults: [],
});

export const shareRoutes = { listShares, shareFile, updateShare, revokeShare, listColleagues };
