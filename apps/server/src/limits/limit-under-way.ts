import type { ServerResponse } from "node:http";
import { hashToken } from "@caudal/db/link-scope.ts";
import { networksOf } from "../auth/network-of.ts";
import { isLoopback } from "../http/client-address.ts";
import { createPlaces, type Count, type Counter, type Limit } from "./hold-places.ts";

export type UnderWaySettings = {
  /** Uploads and downloads at once of one person, and as many again of all their keys. */
  readonly transfers: number;
  /** Connections of the process, of which the rest are shares. */
  readonly connections: number;
};

/** Who asks, as limits tell people and their keys apart: a program that runs wild leaves its person a way in. */
export type Asker = { readonly kind: "person" | "key"; readonly userId: string };

/**
 * How many requests are answered at the same time. What a request may keep waiting is bounded elsewhere (its pace, the time for its body); here
 * their number is, so that nobody takes all connections of the process, however slowly they send or read. Each counts until its answer has
 * gone or its connection is no more.
 *
 * @throws from all, Fault `too_many_at_once` with whose limit it is, how many there may be, and the seconds after which to ask again.
 */
export type UnderWay = {
  /** Any request, by where it comes from: before anything else is known. This machine's own are not counted, like its rate is not. */
  holdAddress(address: string, response: ServerResponse): void;
  /** Any request of somebody who is known. */
  holdPerson(who: Asker, response: ServerResponse): void;
  /**
   * One that sends or fetches a file, which may take hours. Who goes on with an `upload` of theirs that is under way already has its place:
   * a dead connection that did not say so keeps nobody from taking up what it was sending.
   */
  holdTransfer(who: Asker & { readonly upload: string | null }, address: string, response: ServerResponse): void;
  /** One that fetches a file by a link. */
  holdReader(link: string, address: string, response: ServerResponse): void;
};

/** Requests of one person for each of their transfers, and readers of one link at once for each transfer of a person. */
const manyTimes = 5;

export function createUnderWay(
  { transfers, connections }: UnderWaySettings,
  onLimited: (name: string) => void = () => undefined,
): UnderWay {
  const share = (part: number): number => Math.max(1, Math.floor(connections * part));
  const counterOf = (limit: Limit): Counter => ({ limit, open: new Map() });
  const hold = createPlaces(onLimited);
  const requests = {
    // An office behind one address has half of all, however many work there.
    network: counterOf({ name: "address_at_once", of: "network", what: "requests", max: share(1 / 2) }),
    person: counterOf({ name: "person_at_once", of: "person", what: "requests", max: manyTimes * transfers }),
    key: counterOf({ name: "key_at_once", of: "key", what: "requests", max: manyTimes * transfers }),
  };
  const moving = {
    person: counterOf({ name: "person_transfers", of: "person", what: "transfers", max: transfers }),
    key: counterOf({ name: "key_transfers", of: "key", what: "transfers", max: transfers }),
    link: counterOf({ name: "link_transfers", of: "link", what: "transfers", max: manyTimes * transfers }),
    network: counterOf({ name: "address_transfers", of: "network", what: "transfers", max: share(1 / 4) }),
    // Pages are answered and people come in while all that may be moved is moving.
    everybody: counterOf({ name: "all_transfers", of: "everybody", what: "transfers", max: share(3 / 4) }),
  };

  /** Of IPv6 one customer may have a /48, and with it as many smaller networks as there are limits to pass. */
  const byNetwork = (counter: Counter, address: string): readonly Count[] =>
    isLoopback(address) ? [] : [[counter, networksOf(address).at(-1) ?? address]];

  return {
    holdAddress: (address, response) => hold(byNetwork(requests.network, address), response),
    holdPerson: ({ kind, userId }, response) => hold([[requests[kind], userId]], response),
    holdTransfer: ({ kind, userId, upload }, address, response) =>
      hold(
        [[moving[kind], userId], ...byNetwork(moving.network, address), [moving.everybody, ""]],
        response,
        upload === null ? null : `${kind} ${userId} ${upload}`,
      ),
    holdReader: (link, address, response) =>
      hold(
        [
          [moving.link, hashToken(link).toString("base64")],
          ...byNetwork(moving.network, address),
          [moving.everybody, ""],
        ],
        response,
      ),
  };
}
