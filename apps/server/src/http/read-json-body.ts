import { Fault } from "@caudal/base/fault.ts";

/** Bodies of the API are a few fields: files go the way of uploads. */
export const maxBodyBytes = 256 * 1024;

/** The JSON of a request. @throws Fault `unsupported_media_type`, `too_large`, `bad_request`. */
export async function readJsonBody(request: Request, maxBytes = maxBodyBytes): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new Fault("unsupported_media_type");
  const bytes = await readLimited(request, maxBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new Fault("bad_request", { params: { reason: "json" }, cause });
  }
}

async function readLimited(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new Fault("too_large", { params: { limit: maxBytes } });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array();
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
