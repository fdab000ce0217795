import { createPublicKey, sign, verify } from "node:crypto";
import {
  Receipt,
  type ReceiptContent,
  type ReceiptKeySet,
  type ReceiptSeal,
} from "@caudal/contract/resources/receipt.ts";
import canonicalize from "canonicalize";
import type { SigningKey } from "./receipt-key.ts";

/** Signs a receipt's content as it stands. `content` is JSON as it was stored: what a schema does not know is signed with it. */
export function sealContent(content: unknown, key: SigningKey, sealedAt: Date): ReceiptSeal {
  const seal = { algorithm: "Ed25519", key_id: key.published.kid, sealed_at: sealedAt.toISOString() } as const;
  return { ...seal, signature: sign(null, signedBytes(content, seal), key.privateKey).toString("base64url") };
}

export function sealReceipt(content: ReceiptContent, key: SigningKey, sealedAt: Date): Receipt {
  return { receipt: content, seal: sealContent(content, key, sealedAt) };
}

/** good: signed by one of the keys, and nothing was changed since. forged: it names one of the keys, which did not sign this. */
export type SealState = "good" | "unsigned" | "key_unknown" | "forged";

/**
 * Whether a document is what the owner of one of these keys signed. `document` is the JSON as it came, not as a schema reads it: a member
 * that the schema leaves out counts.
 */
export function checkSeal(document: unknown, { keys }: ReceiptKeySet): SealState {
  const { receipt, seal, ...strange } = Object(document) as { receipt?: unknown; seal?: unknown };
  if (seal === null && Object.keys(strange).length === 0) return "unsigned";
  const known = Receipt.shape.seal.safeParse(seal).data ?? null;
  if (known === null || Object.keys(strange).length > 0) return "forged";
  const key = keys.find(({ kid }) => kid === known.key_id);
  if (key === undefined) return "key_unknown";
  const { signature, ...rest } = seal as Record<string, unknown>;
  const bytes = signedBytes(receipt, rest);
  const publicKey = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: "jwk" });
  const signed = Buffer.from(String(signature), "base64url");
  // base64url has more than one spelling for the same bytes; only one of them is the signature that was given.
  const isCanonical = signed.toString("base64url") === signature;
  return isCanonical && verify(null, bytes, publicKey, signed) ? "good" : "forged";
}

function signedBytes(receipt: unknown, seal: object): Buffer {
  return Buffer.from(canonicalize({ receipt, seal }) ?? "", "utf8");
}
