import { createHash, timingSafeEqual } from "node:crypto";

/** Takes the same time wherever the two differ: for comparing what somebody sent with a secret. */
export function sameText(one: string, other: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
