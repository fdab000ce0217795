import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "@caudal/base/log.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import type { ServerMetrics } from "../http/metrics.ts";
import type { Who } from "../http/who-asks.ts";
import { bytesTaken } from "./request-body.ts";

/** As proxies write of a client that went before it was answered. */
const clientGone = 499;

/** Uploads do not pass through the app: their line in the log and their figure are made here, once the answer went or cannot go any more. */
export function observeUpload(
  ports: {
    readonly log: Log;
    readonly metrics: ServerMetrics;
    /** Who sent it, and from where, as far as that may stand in the log. */
    readonly from: () => Who & { readonly address?: string | undefined };
  },
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): void {
  const started = performance.now();
  const method = request.method ?? "";
  const route = routeOf(request.url ?? "");
  response.once("close", () => {
    const status = response.writableFinished ? response.statusCode : clientGone;
    const seconds = (performance.now() - started) / 1000;
    ports.metrics.observeRequest(route, method, status, seconds);
    const figures = { status, ms: Math.round(seconds * 1000), bytes: bytesTaken(request) };
    ports.log.info({ request_id: requestId, method, route, ...figures, ...ports.from() }, "request");
  });
}

/** Without the id: a log's lines can be counted by route, and a metric has few series. */
function routeOf(url: string): string {
  const path = url.split("?")[0] ?? "";
  if (path === uploadsPath) return uploadsPath;
  return path.startsWith(`${uploadsPath}/`) ? `${uploadsPath}/{id}` : "refused";
}
