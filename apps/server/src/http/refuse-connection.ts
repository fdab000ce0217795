import type { Duplex } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { tagOfHeader } from "./request-locale.ts";

const codes = { HPE_HEADER_OVERFLOW: "headers_too_large", ERR_HTTP_REQUEST_TIMEOUT: "request_timeout" } as const;
/** How long what is still under way is taken and thrown away, so that no reset eats the answer. */
const lingerMs = 2_000;

/** Answers what is no request that could be handed on: its head is too large, too slow or no HTTP. `headers` go with the answer. */
export function refuseConnection(error: Error, socket: Duplex, headers: Readonly<Record<string, string>>): void {
  if (!socket.writable) return void socket.destroy();
  const reason = "code" in error ? String(error.code) : "";
  const fault = new Fault(reason in codes ? codes[reason as keyof typeof codes] : "bad_request");
  const packet = "rawPacket" in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString("latin1") : "";
  const locale = tagOfHeader(/^accept-language:(.*)$/im.exec(packet)?.[1]) ?? "es";
  const problem = problemOf(fault, locale);
  const body = JSON.stringify(problem);
  const lines = Object.entries({
    ...headers,
    "content-type": "application/problem+json; charset=utf-8",
    "content-language": locale,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} Refused\r\n${lines.join("")}\r\n${body}`);
  const cut = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("end", () => socket.destroy());
  socket.once("close", () => clearTimeout(cut));
}
