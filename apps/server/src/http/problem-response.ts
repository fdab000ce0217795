import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "@caudal/base/fault.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Problem } from "@caudal/contract/resources/problem.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { discardBody } from "./discard-body.ts";

/** A fault as the answer to a request, with how long to wait where waiting helps. */
export function problemResponse(fault: Fault, locale: LanguageTag, requestId: string): Response {
  const problem = problemOf(fault, locale, requestId);
  const headers = new Headers({
    "content-type": "application/problem+json; charset=utf-8",
    "content-language": locale,
    "cache-control": "no-store",
  });
  const seconds = fault.params["seconds"];
  if (problem.status === 429 || problem.status === 503)
    headers.set("retry-after", String(typeof seconds === "number" ? seconds : 2));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** The same to a request that reached no route. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: Problem,
  locale: LanguageTag,
): void {
  response.writeHead(problem.status, {
    "content-type": "application/problem+json; charset=utf-8",
    "content-language": locale,
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(problem));
  discardBody(request);
}
