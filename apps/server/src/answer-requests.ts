import type { IncomingMessage, ServerResponse } from "node:http";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { withLogContext, type Log } from "@caudal/base/log.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { isOwnHost } from "./http/check-host.ts";
import { requestIdOf } from "./http/create-app.ts";
import { headerOf } from "./http/incoming-headers.ts";
import type { ServerMetrics } from "./http/metrics.ts";
import { sendProblem } from "./http/problem-response.ts";
import { localeBeforeSignIn } from "./http/request-locale.ts";
import type { Who } from "./http/who-asks.ts";
import type { RequestLimits } from "./limits/limit-requests.ts";
import type { UnderWay } from "./limits/limit-under-way.ts";
import { observeUpload } from "./uploads/observe-upload.ts";
import type { Uploads } from "./uploads/uploads.ts";
import { isUpload } from "./wire-uploads.ts";

export type AnswerParts = {
  readonly own: { readonly baseUrl: string; readonly host: string };
  /** Headers of every answer. */
  readonly standing: readonly (readonly [string, string])[];
  readonly requests: RequestLimits;
  readonly underWay: Pick<UnderWay, "holdAddress">;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Who sent an upload, as far as that is known by now, and from where, as it may stand in the log. */
  readonly whoOf: (request: IncomingMessage) => Who & { readonly address?: string | undefined };
  /** The routes and the page. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  readonly uploads: Uploads | null;
  readonly metrics: ServerMetrics;
  readonly log: Log;
};

/** Refuses what is not for us or too much, and hands on the rest: uploads to the uploads, all else to the routes. */
export function createAnswer(parts: AnswerParts): (request: IncomingMessage, response: ServerResponse) => void {
  const { standing, requests, underWay, uploads, metrics, log } = parts;

  /** Why a request reaches neither routes nor uploads; null for one that may. */
  const refusalOf = (request: IncomingMessage, response: ServerResponse): Fault | null => {
    // Of two names, whatever stands in front may go by the other one.
    if (request.headersDistinct["host"]?.length !== 1 || !isOwnHost(request.headers.host, parts.own, request.socket))
      return new Fault("host_refused");
    try {
      const address = parts.addressOf(request);
      requests.takeAddress(address, response);
      underWay.holdAddress(address, response);
      return null;
    } catch (thrown) {
      return toFault(thrown);
    }
  };

  return (request, response) => {
    const refusal = refusalOf(request, response);
    if (refusal === null && (uploads === null || !isUpload(request))) return void parts.answer(request, response);
    const requestId = requestIdOf(request.headers["x-request-id"]?.toString());
    for (const [name, value] of standing) response.setHeader(name, value);
    response.setHeader("x-request-id", requestId);
    const from = () => parts.whoOf(request);
    observeUpload({ log, metrics, from }, request, response, requestId);
    if (refusal === null) {
      void withLogContext({ request_id: requestId }, async () => uploads?.handle(request, response, requestId));
    } else {
      const { host } = request.headers;
      log.warn({ request_id: requestId, code: refusal.code, host: host?.slice(0, 100), ...from() }, "refused");
      const locale = localeBeforeSignIn(headerOf(request));
      sendProblem(request, response, problemOf(refusal, locale, requestId), locale);
    }
  };
}
