import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import type { ReceiptKey } from "@caudal/contract/resources/receipt.ts";
import canonicalize from "canonicalize";

/** The key that signs receipts, with the public half as it is published. */
export type SigningKey = { readonly privateKey: KeyObject; readonly published: ReceiptKey };

/** A new key, as PEM (PKCS #8). */
export function generateSigningKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A private key from its PEM. @throws Fault `receipt_key_invalid` for anything but an Ed25519 private key. */
export function readSigningKey(pem: string): SigningKey {
  const privateKey = ed25519(() => createPrivateKey(pem));
  return { privateKey, published: publish(createPublicKey(privateKey)) };
}

/** A public key from its PEM, or that of a private one. @throws Fault `receipt_key_invalid`. */
export function readPublicKey(pem: string): ReceiptKey {
  return publish(ed25519(() => createPublicKey(pem)));
}

function ed25519(read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new Fault("receipt_key_invalid", { cause });
  }
  if (key.asymmetricKeyType !== "ed25519") throw new Fault("receipt_key_invalid");
  return key;
}

/** Its id is its thumbprint (RFC 7638): whoever has the key can compute it. */
function publish(key: KeyObject): ReceiptKey {
  const { x } = key.export({ format: "jwk" });
  if (x === undefined) throw new Fault("receipt_key_invalid");
  const members = { crv: "Ed25519", kty: "OKP", x } as const;
  const kid = createHash("sha256")
    .update(canonicalize(members) ?? "")
    .digest("base64url");
  return { ...members, kid, use: "sig", alg: "EdDSA" };
}
