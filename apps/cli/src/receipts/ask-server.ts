import { Fault } from "@caudal/base/fault.ts";
import { ReceiptKeySet } from "@caudal/contract/resources/receipt.ts";
import { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { z } from "zod";

export type ServerAddress = { readonly url: string; readonly apiKey: string | null };

/** The public keys that a server signs receipts with. @throws Fault `unavailable`. */
export async function fetchKeys({ url }: ServerAddress): Promise<ReceiptKeySet> {
  return ReceiptKeySet.parse(await (await ask(url, "/.well-known/caudal-receipt-keys.json", {})).json());
}

/** What a server measures now of what a run left; null when the run is gone, or not the key's person's. @throws Fault `unavailable`. */
export async function fetchFacts({ url, apiKey }: ServerAddress, runId: string): Promise<ReceiptFacts | null> {
  const headers = { authorization: `Bearer ${apiKey ?? ""}` };
  const response = await ask(url, `/api/runs/${runId}/receipt/verify`, { method: "POST", headers }, [404]);
  if (response.status === 404) return null;
  return z.object({ now: ReceiptFacts }).parse(await response.json()).now;
}

async function ask(url: string, path: string, init: RequestInit, besides: readonly number[] = []): Promise<Response> {
  const address = new URL(path, url);
  try {
    // A key is for the server that its owner named, and goes nowhere else.
    const response = await fetch(address, { ...init, redirect: "error", signal: AbortSignal.timeout(120_000) });
    if (response.ok || besides.includes(response.status)) return response;
    throw new Error(`${address.href}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  } catch (cause) {
    throw new Fault("unavailable", { params: { url: address.href }, cause });
  }
}
