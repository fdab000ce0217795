import { Fault, type FaultCode } from "@caudal/base/fault.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { ReceiptKeySet } from "@caudal/contract/resources/receipt.ts";
import { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { z } from "zod";

export type ServerAddress = { readonly url: string; readonly apiKey: string | null };

/** The public keys that a server signs receipts with. @throws Fault `unavailable`, `rate_limited`, `too_many_at_once`. */
export async function fetchKeys({ url }: ServerAddress): Promise<ReceiptKeySet> {
  return readAnswer(ReceiptKeySet, await ask(url, "/.well-known/caudal-receipt-keys.json", {}));
}

/**
 * What a server measures now of what a run left; null when the run is gone, or not the key's person's.
 *
 * @throws Fault `unavailable`, `key_refused`, `key_scope_missing`, `rate_limited`, `too_many_at_once`.
 */
export async function fetchFacts({ url, apiKey }: ServerAddress, runId: string): Promise<ReceiptFacts | null> {
  const headers = { authorization: `Bearer ${apiKey ?? ""}` };
  const response = await ask(url, `/api/runs/${runId}/receipt/verify`, { method: "POST", headers }, [404]);
  if (response.status === 404) return null;
  return (await readAnswer(z.object({ now: ReceiptFacts }), response)).now;
}

/** Another program answers there, or a version of Caudal that this one does not understand. */
async function readAnswer<S extends z.ZodType>(schema: S, response: Response): Promise<z.output<S>> {
  try {
    return schema.parse(await response.json());
  } catch (cause) {
    throw new Fault("unavailable", { params: { url: response.url }, cause });
  }
}

async function ask(url: string, path: string, init: RequestInit, besides: readonly number[] = []): Promise<Response> {
  const address = new URL(path, url);
  const unavailable = (cause: unknown): Fault => new Fault("unavailable", { params: { url: address.href }, cause });
  // A key is for the server that its owner named, and goes nowhere else.
  const sent = fetch(address, { ...init, redirect: "error", signal: AbortSignal.timeout(120_000) });
  const response = await sent.catch((cause: unknown) => Promise.reject(unavailable(cause)));
  if (response.ok || besides.includes(response.status)) return response;
  const text = await response.text().catch(() => "");
  const refusal = refusals.find((code) => code === codeIn(text));
  if (refusal !== undefined) throw new Fault(refusal, { params: { url: address.origin } });
  throw unavailable(new Error(`${address.href}: ${response.status} ${text.slice(0, 300)}`));
}

/** What a server that answers may refuse to whoever asks: told as that, since it is theirs to mend. */
const refusals = [
  "key_refused",
  "key_scope_missing",
  "rate_limited",
  "too_many_at_once",
] as const satisfies readonly FaultCode[];

function codeIn(text: string): string | undefined {
  try {
    return Problem.safeParse(JSON.parse(text)).data?.code;
  } catch {
    return undefined;
  }
}
