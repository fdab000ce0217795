import type { Readable } from "node:stream";
import { Fault } from "../fault.ts";

/** The whole of a body that is small. @throws Fault `dial_failed` as soon as it turns out not to be. */
export async function readBody(body: Readable, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Fault("dial_failed", { params: { reason: "too_large", max: maxBytes } });
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Why no answer came, as a word of ours; the error itself goes to the log alone. */
export function failureReason(error: unknown): "timeout" | "tls" | "headers" | "connection" {
  const { name, code } = describe(error);
  if (/Timeout|Abort/.test(name)) return "timeout";
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/.test(code)) return "tls";
  return /HeadersOverflow|HTTPParser|HPE_/.test(`${name} ${code}`) ? "headers" : "connection";
}

function describe(error: unknown): { name: string; code: string } {
  if (!(error instanceof Error)) return { name: "", code: "" };
  return { name: error.name, code: "code" in error && typeof error.code === "string" ? error.code : "" };
}

/** Each header once, as often as it was sent. */
export function pairsOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value = []]) => [value].flat().map((one) => [name, one] as const));
}
