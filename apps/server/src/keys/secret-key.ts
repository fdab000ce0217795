import { createHash, randomBytes } from "node:crypto";
import { apiKeyPattern } from "@caudal/contract/resources/api-key.ts";

const signs = "0123456789abcdefghjkmnpqrstvwxyz";
const shown = "caudal_".length + 8;

export type SecretKey = { readonly key: string; readonly prefix: string; readonly hash: Buffer };

/** A new key of 256 random bits: what its owner gets once, its first signs, and the hash that is kept. */
export function makeSecretKey(): SecretKey {
  const key = `caudal_${inBase32(randomBytes(32))}`;
  return { key, prefix: key.slice(0, shown), hash: hashOfKey(key) };
}

/**
 * The hash by which a key is found; null for what no key looks like. Looking up a hash tells nothing by its time: whoever tries does not
 * choose the bytes that are compared.
 */
export function hashOfSentKey(sent: string): Buffer | null {
  return apiKeyPattern.test(sent) ? hashOfKey(sent) : null;
}

function hashOfKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** Five bits a sign, the last one filled up with zeros. */
function inBase32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => signs[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}
