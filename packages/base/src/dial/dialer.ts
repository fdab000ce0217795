import { Client, type Dispatcher } from "undici";
import { Fault } from "../fault.ts";
import { failureReason, pairsOf, readBody } from "./dial-answer.ts";
import { entriesFor } from "./allow-list.ts";
import type { DialPolicy } from "./judge-peer.ts";
import { pinnedLookup, pinPeer, systemResolve, type PinnedPeer, type Resolve } from "./pin-peer.ts";
import { createReachedAddresses } from "./reached-at.ts";
import { readWebAddress, type WebProtocol } from "./read-address.ts";

export type DialRequest = {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** By default https alone. */
  readonly protocols?: readonly WebProtocol[];
  /** Besides `protocols`, HTTP without TLS to peers that the operator opened by name or range: tools within a house have no certificates. */
  readonly plainWhereOpened?: true;
  /** Only status and headers are waited for: whoever answers decides neither how long nor how much is read. */
  readonly statusOnly?: true;
  /** For all of it together, from the name to the last byte of the answer. */
  readonly timeoutMs?: number;
  readonly maxAnswerBytes?: number;
  readonly signal?: AbortSignal;
};

/** Names of headers in lower case. A redirect is an answer like any other: nobody follows it. */
export type DialAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
};

/**
 * The one way out of this machine: a peer is resolved once, judged, and dialled at the address that was judged.
 *
 * @throws Fault `dial_address_invalid`, `dial_refused`; and, passing by themselves, `dial_unresolved`, `dial_failed`.
 */
export type Dialer = {
  /** For what speaks something else than HTTP (mail, databases): open the socket to `addresses`, and verify TLS for `host`. */
  pin(host: string, port: number): Promise<PinnedPeer>;
  request(asked: DialRequest): Promise<DialAnswer>;
  /** Whether an address could be dialled now, without dialling it: so that somebody who saves a bad one is told at once. */
  check(url: string, how?: Pick<DialRequest, "protocols" | "plainWhereOpened">): Promise<void>;
};

export type DialerOptions = {
  readonly policy: () => DialPolicy;
  readonly resolve?: Resolve;
  /** Certificates to trust besides the system's. */
  readonly ca?: readonly string[];
};

const defaults = { timeoutMs: 10_000, maxAnswerBytes: 1024 ** 2, headBytes: 16 * 1024 };
const webOnly: readonly WebProtocol[] = ["https:"];

export function createDialer({ policy, resolve = systemResolve, ca }: DialerOptions): Dialer {
  const resolvers = { resolve, reachedAddresses: createReachedAddresses(resolve) };
  const pin = (host: string, port: number, signal?: AbortSignal) => pinPeer(host, port, policy(), resolvers, signal);

  async function pinWeb(
    asked: Pick<DialRequest, "url" | "protocols" | "plainWhereOpened">,
    signal?: AbortSignal,
  ): Promise<{ readonly url: URL; readonly peer: PinnedPeer }> {
    const protocols = asked.protocols ?? webOnly;
    const { url, host, port } = readWebAddress(asked.url, asked.plainWhereOpened ? [...protocols, "http:"] : protocols);
    const peer = await pin(host, port, signal);
    if (!protocols.some((protocol) => protocol === url.protocol) && !isOpened(peer, policy()))
      throw new Fault("dial_address_invalid", { params: { reason: "protocol" } });
    return { url, peer };
  }

  async function request(asked: DialRequest): Promise<DialAnswer> {
    const timeoutMs = asked.timeoutMs ?? defaults.timeoutMs;
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(asked.signal ? [asked.signal] : [])]);
    const { url, peer } = await pinWeb(asked, signal);
    const client = openClient(url, peer, timeoutMs, ca);
    try {
      const answer: Dispatcher.ResponseData = await client.request({
        path: `${url.pathname}${url.search}`,
        method: asked.method,
        headers: { "user-agent": "Caudal", ...asked.headers },
        body: asked.body ?? null,
        signal,
      });
      if (asked.statusOnly) answer.body.on("error", () => undefined);
      const body = asked.statusOnly
        ? new Uint8Array()
        : await readBody(answer.body, asked.maxAnswerBytes ?? defaults.maxAnswerBytes);
      return { status: answer.statusCode, headers: pairsOf(answer.headers), body };
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault("dial_failed", {
        params: { host: peer.host, reason: failureReason(cause) },
        persistence: "transient",
        cause,
      });
    } finally {
      // One connection a request: nothing that was judged for one is used for the next.
      await client.destroy().catch(() => undefined);
    }
  }

  return {
    pin: (host, port) => pin(host, port),
    request,
    check: async (url, how) => {
      await pinWeb({ url, ...how });
    },
  };
}

/** Whether the operator named every address under which this peer would be called. */
function isOpened({ host, port, addresses }: PinnedPeer, { allowed }: DialPolicy): boolean {
  return addresses.every(({ address }) => entriesFor(allowed, { host, address, port }).length > 0);
}

function openClient(url: URL, peer: PinnedPeer, timeoutMs: number, ca: readonly string[] | undefined): Client {
  return new Client(url.origin, {
    connect: {
      lookup: pinnedLookup(peer),
      timeout: timeoutMs,
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca: [...ca] }),
    },
    allowH2: false,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxHeaderSize: defaults.headBytes,
    pipelining: 1,
  });
}
