import { z } from "zod";
import { contributors, everyRole } from "../access/roles.ts";
import { Id, pageOf, queryInteger } from "../resources/common.ts";
import { FileDetail, FileRemoval, FileResource, RejectPage, RowPage } from "../resources/file.ts";
import { FileStatus } from "../resources/file-status.ts";
import { Insight } from "../resources/insight.ts";
import { ProcessFileRequest, ProcessFileResponse } from "../resources/process-file.ts";
import { ProcessingLog } from "../resources/processing-log.ts";
import { ProfileDocument } from "../resources/profile-document.ts";
import { defineRoute } from "./define-route.ts";

export const FileParams = z.object({ id: Id });
export const RowsQuery = z.object({
  offset: queryInteger(0, 1_000_000_000_000).default(0),
  limit: queryInteger(1, 1000).default(100),
  sort: z.string().min(1).max(1000).optional(),
});
const Cursor = z.string().min(1).max(200);
const Limit = queryInteger(1, 200).default(50);

export const listFiles = defineRoute({
  operationId: "listFiles",
  method: "get",
  path: "/api/files",
  tag: "files",
  summary: "Files that the person reads, newest first: their own, and those that others share with them",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  query: z.object({
    cursor: Cursor.optional(),
    limit: Limit,
    status: FileStatus.optional(),
    q: z.string().trim().max(200).optional(),
    /** Only one's own, or only those of others. */
    whose: z.enum(["own", "shared"]).optional(),
  }),
  answer: { kind: "json", status: 200, schema: pageOf(FileResource) },
  faults: [],
});

export const getFile = defineRoute({
  operationId: "getFile",
  method: "get",
  path: "/api/files/{id}",
  tag: "files",
  summary: "One file, with how it was read and its columns",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  answer: { kind: "json", status: 200, schema: FileDetail },
  faults: ["not_found"],
});

export const deleteFile = defineRoute({
  operationId: "deleteFile",
  method: "delete",
  path: "/api/files/{id}",
  tag: "files",
  summary: "Delete a file with all that was made from it, and say what went; a run on it ends",
  access: "member",
  roles: everyRole,
  keys: "files:write",
  params: FileParams,
  answer: { kind: "json", status: 200, schema: FileRemoval },
  faults: ["not_found", "file_not_yours"],
});

export const downloadFile = defineRoute({
  operationId: "downloadFile",
  costly: true,
  method: "get",
  path: "/api/files/{id}/content",
  tag: "files",
  summary: "The file's bytes as they were uploaded",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  answer: {
    kind: "bytes",
    status: 200,
    mediaType: "application/octet-stream",
    description: "The original bytes, as an attachment under the original name",
  },
  faults: ["not_found", "file_missing", "download_not_shared"],
});

export const listRows = defineRoute({
  operationId: "listRows",
  costly: true,
  method: "get",
  path: "/api/files/{id}/rows",
  tag: "files",
  summary: "A page of raw rows; sort by a column's name, descending with a minus before it",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  query: RowsQuery,
  answer: { kind: "json", status: 200, schema: RowPage },
  faults: ["not_found", "not_ready"],
});

export const listRejects = defineRoute({
  operationId: "listRejects",
  method: "get",
  path: "/api/files/{id}/rejects",
  tag: "files",
  summary: "Rows that could not be read, with their line and the reason",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  query: z.object({
    offset: queryInteger(0, 1_000_000_000).default(0),
    limit: queryInteger(1, 1000).default(100),
  }),
  answer: { kind: "json", status: 200, schema: RejectPage },
  faults: ["not_found"],
});

export const listInsights = defineRoute({
  operationId: "listInsights",
  method: "get",
  path: "/api/files/{id}/insights",
  tag: "files",
  summary: "What was found in the file, ranked by how much it matters, in the reader's language",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(Insight) }) },
  faults: ["not_found"],
});

export const getProfile = defineRoute({
  operationId: "getProfile",
  method: "get",
  path: "/api/files/{id}/profile",
  tag: "files",
  summary: "The whole profile as one document, as the command line prints it",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  answer: { kind: "json", status: 200, schema: ProfileDocument },
  faults: ["not_found", "not_ready"],
});

export const listLogs = defineRoute({
  operationId: "listLogs",
  method: "get",
  path: "/api/files/{id}/logs",
  tag: "files",
  summary: "What was done with the file, oldest first",
  access: "member",
  roles: everyRole,
  keys: "files:read",
  params: FileParams,
  answer: { kind: "json", status: 200, schema: z.object({ items: z.array(ProcessingLog) }) },
  faults: ["not_found"],
});

export const processFile = defineRoute({
  operationId: "processFile",
  costly: true,
  method: "post",
  path: "/functions/v1/process-file",
  tag: "files",
  summary: "Start processing a file; answers with the running job when there is one",
  access: "member",
  roles: contributors,
  keys: "files:write",
  body: ProcessFileRequest,
  idempotent: true,
  answer: { kind: "json", status: 200, schema: ProcessFileResponse },
  faults: ["not_found", "file_not_yours", "idempotency_key_reused"],
});

export const fileRoutes = {
  listFiles,
  getFile,
  deleteFile,
  downloadFile,
  listRows,
  listRejects,
  listInsights,
  getProfile,
  listLogs,
  processFile,
};
