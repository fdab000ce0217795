import type { Fault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";

/** A fault as the answer to a request, with how long to wait where waiting helps. */
export function problemResponse(fault: Fault, locale: Locale, requestId: string): Response {
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
