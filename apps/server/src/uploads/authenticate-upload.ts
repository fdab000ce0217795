import type { IncomingMessage } from "node:http";
import { Fault, toFault } from "@caudal/base/fault.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { accountHeader } from "@caudal/contract/resources/common.ts";
import { uploadKeyScope, uploadRoles, uploadsPath } from "@caudal/contract/routes/uploads.ts";
import type { Origin } from "@caudal/db/scope.ts";
import { bearerOf } from "../http/bearer-of.ts";
import { checkAccount } from "../http/check-account.ts";
import { checkFactor } from "../http/check-factor.ts";
import { checkKeyUse } from "../http/check-key-use.ts";
import { checkOrigin } from "../http/check-origin.ts";
import type { AskedFrom, RequestWeight } from "../http/create-app.ts";
import type { Outsider, Person } from "../http/route-handler.ts";
import { actorOf } from "../http/who-asks.ts";
import { headersOf } from "../http/incoming-headers.ts";
import { hashOfSentKey } from "../keys/secret-key.ts";
import { securityEventOf, type SecurityEvent } from "../security-events/security-event.ts";
import { uploadIdOf } from "./upload-id.ts";
import type { UploadsPorts } from "./uploads.ts";

export type UploadAuthenticationPorts = {
  readonly baseOrigin: string;
  readonly personOf: (headers: Headers, origin: Origin) => Promise<{ readonly person: Person | Outsider | null }>;
  readonly takeRequest: (person: Person, weight: RequestWeight, from: AskedFrom) => void;
  readonly localeOf: (request: IncomingMessage, person: Person) => Promise<LanguageTag>;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly onPerson: (request: IncomingMessage, person: Person) => void;
  readonly onRefused: (event: SecurityEvent) => void;
};

/** Who is about to send asks first how far it has come: refused there, nobody sends in vain. To take an upload back there is always a place. */
const moving = ["POST", "PATCH", "HEAD"];

/** Who sends an upload, by the rules of any other operation that writes. */
export function createUploadAuthentication(ports: UploadAuthenticationPorts): UploadsPorts["authenticate"] {
  return async (request, response, requestId) => {
    const headers = headersOf(request);
    const method = request.method ?? "";
    const address = ports.addressOf(request);
    const origin = { address, requestId };
    let person: Person | null = null;
    try {
      if (bearerOf(headers) === null) checkOrigin(method, headers, ports.baseOrigin);
      const found = await ports.personOf(headers, origin);
      if (found.person === null) return null;
      if ("outside" in found.person) throw new Fault("no_membership");
      person = found.person;
      const { role, scope } = person;
      ports.onPerson(request, person);
      const upload = uploadIdOf(request.url ?? "", uploadsPath);
      const weight = { costly: method === "POST", moves: moving.includes(method), upload };
      ports.takeRequest(person, weight, { address, response });
      checkAccount(person, headers.get(accountHeader));
      checkFactor(person, null);
      if (person.viewing !== undefined) throw new Fault("viewing_as");
      if (!uploadRoles.some((each) => each === role)) throw new Fault("forbidden");
      checkKeyUse(person.credential, uploadKeyScope);
      return { scope, locale: await ports.localeOf(request, person) };
    } catch (thrown) {
      const fault = toFault(thrown);
      const keyHash = fault.code === "key_refused" ? hashOfSentKey(bearerOf(headers) ?? "") : null;
      const event = securityEventOf(fault, {
        concerned: keyHash === null ? {} : { keyHash },
        actor: person === null ? null : actorOf(person),
        origin: person?.scope.origin ?? origin,
        operation: "upload",
      });
      if (event !== null) ports.onRefused(event);
      throw thrown;
    }
  };
}
