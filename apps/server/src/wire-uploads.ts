import type { IncomingMessage } from "node:http";
import { Fault } from "@caudal/base/fault.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { uploadKeyScope, uploadRoles, uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { bearerOf } from "./http/bearer-of.ts";
import { checkKeyUse } from "./http/check-key-use.ts";
import { checkOrigin } from "./http/check-origin.ts";
import type { AppPorts } from "./http/create-app.ts";
import { headerOf, headersOf } from "./http/incoming-headers.ts";
import { localeBeforeSignIn, localeOfRequest } from "./http/request-locale.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";
import type { Uploads } from "./uploads/uploads.ts";

export function isUpload(request: IncomingMessage): boolean {
  const path = request.url?.split("?")[0] ?? "";
  return path === uploadsPath || path.startsWith(`${uploadsPath}/`);
}

/** Uploads check who asks by themselves: they are no routes of the contract, and read their bodies as streams. */
export function wireUploads(
  ports: Pick<ServerPorts, "openUploads" | "log">,
  options: Pick<ServerOptions, "baseUrl">,
  parts: Pick<AppPorts, "personOf" | "takeRequest" | "localeOf" | "metrics"> & {
    readonly addressOf: (request: IncomingMessage) => string;
  },
): Uploads | null {
  const ownOrigin = new URL(options.baseUrl).origin;
  return (
    ports.openUploads?.({
      problemOf,
      localeOf: (request) => localeBeforeSignIn(headerOf(request)),
      authenticate: async (request, response, requestId) => {
        const headers = headersOf(request);
        if (bearerOf(headers) === null) checkOrigin(request.method ?? "", headers, ownOrigin);
        const { person } = await parts.personOf(headers, { address: parts.addressOf(request), requestId });
        if (person === null) return null;
        parts.takeRequest(person, request.method === "POST", response);
        if (person.viewing !== undefined) throw new Fault("viewing_as");
        if (!uploadRoles.some((role) => role === person.role)) throw new Fault("forbidden");
        checkKeyUse(person.credential, uploadKeyScope);
        return { scope: person.scope, locale: await localeOfRequest(headerOf(request), () => parts.localeOf(person)) };
      },
      onEnd: parts.metrics.countUpload,
      onError: (err, requestId) => ports.log.error({ err, request_id: requestId }, "upload failed"),
    }) ?? null
  );
}
