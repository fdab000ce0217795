import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { ReceiptKeySet } from "@caudal/contract/resources/receipt.ts";
import { generateSigningKey, readSigningKey, type SigningKey } from "@caudal/receipts/receipt-key.ts";
import { loadSecretFile } from "@caudal/secrets/secret-file.ts";

/** `published`: the current key and all that signed before it in this data folder. */
export type ReceiptKeys = { readonly signing: SigningKey; readonly published: ReceiptKeySet };

/**
 * The key that signs receipts: the one configured, else the one in the data folder, made at the first start. To change it, put another in
 * its place, or take it away and have a new one made: the public halves of older ones stay beside it, so that what they signed can still be
 * verified. `hide` is told what was read. @throws Faults `receipt_key_invalid`, `data_folder_unusable`.
 */
export async function loadReceiptKeys(
  configured: string | undefined,
  dataDir: string,
  hide: (secret: string) => void = () => undefined,
): Promise<ReceiptKeys> {
  const folder = join(dataDir, "secrets", "receipts");
  const stored = await loadSecretFile(folder, "signing-key.pem", generateSigningKey);
  hide(stored);
  const signing = readKey(
    configured ?? stored,
    configured === undefined ? join(folder, "signing-key.pem") : "CAUDAL_RECEIPT_KEY",
  );
  const path = join(folder, "published-keys.json");
  const known = await readPublished(path);
  if (known.keys.some(({ kid }) => kid === signing.published.kid)) return { signing, published: known };
  const published = { keys: [signing.published, ...known.keys] };
  await writeWhole(path, `${JSON.stringify(published, null, 2)}\n`);
  return { signing, published };
}

function readKey(pem: string, path: string): SigningKey {
  try {
    return readSigningKey(pem.replaceAll("\\n", "\n"));
  } catch (cause) {
    throw new Fault("receipt_key_invalid", { params: { path }, cause });
  }
}

async function readPublished(path: string): Promise<ReceiptKeySet> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { keys: [] };
    throw new Fault("data_folder_unusable", { params: { path }, cause: error });
  }
  try {
    return ReceiptKeySet.parse(JSON.parse(text));
  } catch (cause) {
    throw new Fault("receipt_key_invalid", { params: { path }, cause });
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, text, { flush: true });
    await rename(draft, path);
  } catch (cause) {
    throw new Fault("data_folder_unusable", { params: { path }, cause });
  } finally {
    await rm(draft, { force: true });
  }
}
