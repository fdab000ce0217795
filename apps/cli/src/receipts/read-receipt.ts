import { readFile } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import { Receipt, ReceiptKeySet } from "@caudal/contract/resources/receipt.ts";
import { readPublicKey } from "@caudal/receipts/receipt-key.ts";

/** `document` is the JSON as it stands in the file: what is signed. */
export type ReadReceipt = { readonly document: unknown; readonly receipt: Receipt };

/** @throws Faults `file_missing`, `receipt_unreadable`. */
export async function readReceipt(path: string): Promise<ReadReceipt> {
  const text = await readText(path);
  try {
    const document: unknown = JSON.parse(text);
    return { document, receipt: Receipt.parse(document) };
  } catch (cause) {
    throw new Fault("receipt_unreadable", { params: { path }, cause });
  }
}

/** Public keys from a file: a JWK set as a server publishes it, or one key in PEM. @throws Faults `file_missing`, `receipt_key_invalid`. */
export async function readKeys(path: string): Promise<ReceiptKeySet> {
  const text = await readText(path);
  try {
    return text.trimStart().startsWith("{") ? ReceiptKeySet.parse(JSON.parse(text)) : { keys: [readPublicKey(text)] };
  } catch (cause) {
    throw new Fault("receipt_key_invalid", { params: { path }, cause });
  }
}

function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new Fault("file_missing", { params: { name: path }, cause });
  });
}
