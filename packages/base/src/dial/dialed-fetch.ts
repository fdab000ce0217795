import type { Dialer, DialRequest } from "./dialer.ts";
import type { WebProtocol } from "./read-address.ts";

/** What a library that speaks HTTP by `fetch` asks for. */
export type FetchedRequest = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

const methods: readonly DialRequest["method"][] = ["GET", "POST", "PUT", "DELETE"];
/** Statuses that a Response may not carry a body with. */
const bodiless = [204, 205, 304];

/** The dialer as such a `fetch`: as closed, and without redirects. */
export function createDialedFetch(
  dialer: Dialer,
  protocols: readonly WebProtocol[],
): (url: string, asked?: FetchedRequest) => Promise<Response> {
  return async (url, { method = "GET", headers = {}, body, signal } = {}) => {
    const known = methods.find((one) => one === method);
    if (known === undefined) throw new TypeError(`no ${method} here`);
    const answer = await dialer.request({
      url,
      method: known,
      protocols,
      headers,
      ...(signal ? { signal } : {}),
      ...(body === undefined || body === null ? {} : { body: textOf(body) }),
    });
    const sent = bodiless.includes(answer.status) ? null : answer.body;
    return new Response(sent, { status: answer.status, headers: answer.headers.map(([name, value]) => [name, value]) });
  };
}

function textOf(body: unknown): string | Uint8Array {
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError("a body that is neither text nor bytes");
}
