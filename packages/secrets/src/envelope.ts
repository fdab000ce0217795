import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { keyOf, type Keyring } from "./keyring.ts";

/**
 * What a sealed text belongs to: the row, the account, the endpoint for which it was typed. It is no secret and is not kept with the
 * envelope: whoever opens has to say the same again, so that an envelope moved elsewhere, or whose endpoint was changed, does not open.
 */
export type SealedFor = Readonly<Record<string, string>>;

/** An envelope that does not open. It never says which of its parts is wrong: nobody is helped by that but who changed it. */
export class SealBroken extends Error {
  readonly reason: "form" | "key_unknown" | "refused";
  constructor(reason: SealBroken["reason"]) {
    super(`the sealed text does not open: ${reason}`);
    this.name = "SealBroken";
    this.reason = reason;
  }
}

const version = "s1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals a text: AES-256-GCM under a data key of its own, which is wrapped by the current master key. The envelope is text:
 * `s1.<key id>.<wrapped data key>.<content>`, each of the last two as IV, ciphertext and tag.
 */
export function sealText(ring: Keyring, text: string, belongsTo: SealedFor): string {
  const dataKey = randomBytes(32);
  const content = encrypt(dataKey, Buffer.from(text, "utf8"), bindContent(belongsTo));
  return [version, ring.current.id, wrapKey(ring, dataKey, belongsTo), content].join(".");
}

/** @throws SealBroken when it was changed, belongs to something else, or was sealed under a key that is not on the ring. */
export function openSealed(ring: Keyring, envelope: string, belongsTo: SealedFor): string {
  const { dataKey, content } = unwrapKey(ring, envelope, belongsTo);
  return decrypt(dataKey, content, bindContent(belongsTo)).toString("utf8");
}

/**
 * The same content with its data key wrapped by the current master key; what an envelope needs when the master key was changed. One that
 * is current already stays as it is.
 *
 * @throws SealBroken as `openSealed` does.
 */
export function rewrapSealed(ring: Keyring, envelope: string, belongsTo: SealedFor): string {
  const { dataKey, content, keyId } = unwrapKey(ring, envelope, belongsTo);
  decrypt(dataKey, content, bindContent(belongsTo));
  if (keyId === ring.current.id) return envelope;
  return [version, ring.current.id, wrapKey(ring, dataKey, belongsTo), content].join(".");
}

function wrapKey(ring: Keyring, dataKey: Buffer, belongsTo: SealedFor): string {
  return encrypt(ring.current.bytes, dataKey, bindKey(ring.current.id, belongsTo));
}

function unwrapKey(
  ring: Keyring,
  envelope: string,
  belongsTo: SealedFor,
): { dataKey: Buffer; content: string; keyId: string } {
  const [found, keyId, wrapped, content, ...more] = envelope.split(".");
  if (found !== version || keyId === undefined || wrapped === undefined || content === undefined || more.length > 0)
    throw new SealBroken("form");
  const key = keyOf(ring, keyId);
  if (key === null) throw new SealBroken("key_unknown");
  return { dataKey: decrypt(key.bytes, wrapped, bindKey(keyId, belongsTo)), content, keyId };
}

function encrypt(key: Buffer, plain: Buffer, bound: Buffer): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes }).setAAD(bound);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

function decrypt(key: Buffer, text: string, bound: Buffer): Buffer {
  const bytes = Buffer.from(text, "base64url");
  // One spelling for each envelope: Node's decoder ignores what is none of its letters.
  if (bytes.length < ivBytes + tagBytes || bytes.toString("base64url") !== text) throw new SealBroken("form");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(bound)
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
  } catch {
    throw new SealBroken("refused");
  }
}

function bindContent(belongsTo: SealedFor): Buffer {
  return bind([version, "content"], belongsTo);
}

function bindKey(keyId: string, belongsTo: SealedFor): Buffer {
  return bind([version, "key", keyId], belongsTo);
}

/** Fields in the order of their names, as JSON, in which no two different records read alike. */
function bind(about: readonly string[], belongsTo: SealedFor): Buffer {
  const fields = Object.entries(belongsTo).sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(JSON.stringify([...about, fields]), "utf8");
}
