import type { PersonScope } from "@caudal/db/scope.ts";
import type { RequestContext } from "../http/route-handler.ts";

/** For what somebody does by a session where no route has asked for one: it is done while that session holds, or not at all. */
export function sessionScope(
  { id, userId }: { readonly id: string; readonly userId: string },
  { clientAddress: address, requestId }: Pick<RequestContext, "clientAddress" | "requestId">,
): PersonScope {
  return { userId, origin: { address, requestId, credential: `session:${id}` } };
}
