import iconv from "iconv-lite";
import type { EncodingDecision } from "./detect-encoding.ts";

/** The text of some bytes in the encoding decided on, without the byte order mark. */
export function decodeText(bytes: Uint8Array, decision: Pick<EncodingDecision, "encoding" | "bom">): string {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(decision.bom);
  return decision.encoding === "utf-8"
    ? body.toString("utf8")
    : iconv.decode(body, decision.encoding, { stripBOM: false });
}
