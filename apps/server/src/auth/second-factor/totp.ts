import { createHmac, randomBytes } from "node:crypto";
import { sameText } from "../same-text.ts";

/** Codes by time as authenticators make them: RFC 6238 with SHA-1, six figures, 30 s, which is what all of them understand. */
const periodMs = 30_000;
const digits = 6;
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** 160 random bits (RFC 4226, section 4), in the base 32 of RFC 4648. */
export function makeTotpSecret(): string {
  return toBase32(randomBytes(20));
}

/** The interval in which a moment lies, in milliseconds since the epoch. */
export function stepAt(now: number): number {
  return Math.floor(now / periodMs);
}

/** RFC 4226, section 5.3. */
export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, "0");
}

/** The interval whose code this is, of the one of now and its two neighbours (a phone's clock, a slow hand); null when it is none of theirs. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const steps = [-1, 0, 1].map((away) => stepAt(now) + away);
  // All are compared, so that the time taken does not tell which one it was.
  return steps.filter((step) => sameText(codeAt(secret, step), code)).at(-1) ?? null;
}

/** What an authenticator reads from a picture: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function totpAddress(secret: string, email: string): string {
  const query = new URLSearchParams({
    secret,
    issuer: "Caudal",
    algorithm: "SHA1",
    digits: String(digits),
    period: "30",
  });
  return `otpauth://totp/Caudal:${encodeURIComponent(email)}?${query.toString()}`;
}

function toBase32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => base32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (sign) => base32.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
