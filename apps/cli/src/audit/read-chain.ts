import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { chainRecord, type ChainRecord } from "@caudal/audit/chain-record.ts";
import { Fault } from "@caudal/base/fault.ts";
import { auditRoutes } from "@caudal/contract/routes/audit.ts";

/** Opens the export of a chain: from a server, a file, or standard input. @throws Fault audit_chain_unreachable */
export async function openChain(
  from: string | null,
  url: string,
  headers: { readonly authorization?: string },
  signal: AbortSignal,
): Promise<Readable> {
  if (from === "-") return process.stdin;
  if (from !== null) return createReadStream(from, { signal });
  const address = new URL(auditRoutes.exportAudit.path, url);
  const response = await fetch(address, {
    signal,
    redirect: "error",
    headers: { ...headers },
  }).catch((cause: unknown) => {
    throw new Fault("audit_chain_unreachable", { params: { url }, cause });
  });
  if (!response.ok || response.body === null)
    throw new Fault("audit_chain_unreachable", { params: { url, reason: String(response.status) } });
  // The DOM's type of the same stream.
  return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
}

/**
 * Shows each record of an export, line by line, in flat memory. @throws Fault audit_chain_unreadable where it is not understood, or lacks
 * its last line: a broken connection is no removed tail.
 */
export async function readChain(
  source: Readable,
  show: (record: Exclude<ChainRecord, { kind: "end" }>) => void,
): Promise<void> {
  let line = 0;
  let ended = false;
  try {
    for await (const text of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      const record = chainRecord.parse(JSON.parse(text));
      if (ended) throw new Error("more after the end");
      if (record.kind !== "end") show(record);
      else if (record.records !== line - 1) throw new Error("records are missing");
      else ended = true;
    }
  } catch (cause) {
    throw new Fault("audit_chain_unreadable", { params: { line }, cause });
  }
  if (!ended) throw new Fault("audit_chain_unreadable", { params: { line: line + 1 } });
}
