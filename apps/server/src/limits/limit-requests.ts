import type { ServerResponse } from "node:http";
import type { Clock } from "@caudal/base/clock.ts";
import { Fault } from "@caudal/base/fault.ts";
import { hashToken } from "@caudal/db/link-scope.ts";
import { networkOf } from "../auth/network-of.ts";
import { isLoopback } from "../http/client-address.ts";
import { rateHeaders } from "./rate-headers.ts";
import { createRateLimiter, type RateState } from "./rate-limiter.ts";

/** Requests in a minute. */
export type RequestRates = {
  readonly address: number;
  readonly person: number;
  readonly key: number;
  readonly costly: number;
};

export type RequestLimits = {
  /**
   * Counts a request against the address that it comes from, before anything else is known. This machine's own is not counted: it is a
   * proxy's that says nothing of the others behind it, or somebody's who can do worse.
   */
  takeAddress(address: string, response: ServerResponse): void;
  /** Counts one against who asks; `by` tells people from keys, so that a program that runs wild leaves its person a way in. */
  takePerson(
    by: { readonly kind: "person" | "key"; readonly id: string },
    costly: boolean,
    response: ServerResponse,
  ): void;
  /** Counts what costs and is asked by nobody: against the network that it comes from, and against the link that opens it. */
  takeReader(address: string, link: string, response: ServerResponse): void;
};

/** A link may be read by many at once, each from a network of their own. */
const readersOfLink = 5;
const minute = 60_000;

/** @throws from both, Fault `rate_limited` with the seconds to wait; what is left stands in the answer's headers either way. */
export function createRequestLimits(
  clock: Clock,
  rates: RequestRates,
  onLimited: (name: string) => void = () => undefined,
): RequestLimits {
  const limiterOf = (name: keyof RequestRates) =>
    createRateLimiter(clock, { name, max: rates[name], windowMs: minute });
  const limiters = {
    address: limiterOf("address"),
    person: limiterOf("person"),
    key: limiterOf("key"),
    costly: limiterOf("costly"),
    link: createRateLimiter(clock, { name: "link", max: readersOfLink * rates.costly, windowMs: minute }),
  };
  /** What each answer has told so far: a request counts against several limits, one after the other. */
  const told = new WeakMap<ServerResponse, RateState[]>();

  function settle(state: RateState, response: ServerResponse): void {
    const states = told.get(response) ?? [];
    states.push(state);
    told.set(response, states);
    for (const [name, value] of Object.entries(rateHeaders(states))) response.setHeader(name, value);
    if (state.allowed) return;
    onLimited(state.limit.name);
    response.setHeader("retry-after", String(state.wait));
    throw new Fault("rate_limited", { params: { seconds: state.wait } });
  }

  return {
    takeAddress: (address, response) => {
      if (!isLoopback(address)) settle(limiters.address.take(networkOf(address)), response);
    },
    takePerson: ({ kind, id }, costly, response) => {
      settle(limiters[kind].take(id), response);
      if (costly) settle(limiters.costly.take(id), response);
    },
    takeReader: (address, link, response) => {
      if (!isLoopback(address)) settle(limiters.costly.take(networkOf(address)), response);
      // Whoever is refused by their network takes nothing from the link's other readers.
      settle(limiters.link.take(hashToken(link).toString("base64")), response);
    },
  };
}
