import { Fault } from "@caudal/base/fault.ts";

/** Bodies of the API are a few fields: files go the way of uploads. */
export const maxBodyBytes = 256 * 1024;

/** How long a body may take to arrive: a few kilobytes do in less, even over a bad line. */
const bodyTimeout = 30_000;

/** The JSON of a request. @throws Fault `unsupported_media_type`, `request_too_large`, `request_timeout`, `bad_request`. */
export async function readJsonBody(
  request: Request,
  maxBytes = maxBodyBytes,
  timeoutMs = bodyTimeout,
): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Fault("unsupported_media_type");
  const bytes = await readLimited(request, maxBytes, timeoutMs);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new Fault("bad_request", { params: { reason: "json" }, cause });
  }
}

async function readLimited(request: Request, maxBytes: number, timeoutMs: number): Promise<Uint8Array> {
  const tooLarge = () => new Fault("request_too_large", { params: { limit: maxBytes } });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Fault("request_timeout")), timeoutMs);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      // What is refused is left unread, not cancelled: that would close the connection under the answer.
      const { done, value } = await Promise.race([reader.read(), late.promise]);
      if (done) return Buffer.concat(chunks);
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge();
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}
