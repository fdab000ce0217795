import type { LogContext } from "@caudal/base/log.ts";
import { isIPv4 } from "node:net";
import { networkOf } from "../auth/network-of.ts";
import type { Actor } from "../security-events/security-event.ts";
import type { Outsider, Person } from "./route-handler.ts";

/** What the line of a request says of who asked. */
export type Who = LogContext & { readonly key_id?: string };

export function whoOf(person: Person | Outsider): Who {
  const { credential } = person;
  return { ...logContextOf(person), ...(credential.kind === "key" ? { key_id: credential.id } : {}) };
}

/** What every line within the request says. */
export function logContextOf(person: Person | Outsider | null): LogContext {
  if (person === null) return {};
  return "outside" in person
    ? { user_id: person.scope.userId }
    : { user_id: person.scope.userId, account_id: person.scope.accountId };
}

/** In a view it is whoever looks, as what they are themselves. */
export function actorOf({ scope, role, viewing }: Person): Actor {
  return { userId: scope.userId, accountId: scope.accountId, role: viewing?.ownRole ?? role };
}

export type LoggedAddresses = "whole" | "network" | "none";

/** An address as the operator wants it in the log: whole, its network alone (24 bits of IPv4, 64 of IPv6), or not at all. */
export function shownAddress(address: string, how: LoggedAddresses): string | undefined {
  if (how === "none") return undefined;
  if (how === "whole") return address;
  const network = networkOf(address);
  return isIPv4(network) ? `${network.slice(0, network.lastIndexOf("."))}.0/24` : network;
}
