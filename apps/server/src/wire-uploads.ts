import type { IncomingMessage } from "node:http";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import type { AppPorts } from "./http/create-app.ts";
import { headerOf } from "./http/incoming-headers.ts";
import { localeBeforeSignIn, localeOfRequest } from "./http/request-locale.ts";
import type { Person } from "./http/route-handler.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";
import { createUploadAuthentication } from "./uploads/authenticate-upload.ts";
import type { Uploads } from "./uploads/uploads.ts";

export function isUpload(request: IncomingMessage): boolean {
  const path = request.url?.split("?")[0] ?? "";
  return path === uploadsPath || path.startsWith(`${uploadsPath}/`);
}

/** Uploads check who asks by themselves: they are no routes of the contract, and read their bodies as streams. */
export function wireUploads(
  ports: Pick<ServerPorts, "openUploads" | "log">,
  options: Pick<ServerOptions, "baseUrl">,
  parts: Pick<AppPorts, "personOf" | "takeRequest" | "localeOf" | "metrics" | "onRefused"> & {
    readonly addressOf: (request: IncomingMessage) => string;
    readonly onPerson: (request: IncomingMessage, person: Person) => void;
  },
): Uploads | null {
  return (
    ports.openUploads?.({
      problemOf,
      localeOf: (request) => localeBeforeSignIn(headerOf(request)),
      authenticate: createUploadAuthentication({
        ...parts,
        baseOrigin: new URL(options.baseUrl).origin,
        localeOf: (request, person) => localeOfRequest(headerOf(request), () => parts.localeOf(person)),
      }),
      onEnd: parts.metrics.countUpload,
      onError: (err, requestId) => ports.log.error({ err, request_id: requestId }, "upload failed"),
    }) ?? null
  );
}
