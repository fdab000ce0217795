import { createHash, randomInt } from "node:crypto";

const signs = "0123456789abcdefghjkmnpqrstvwxyz";
const count = 10;
const groups = 6;

/** Ten codes of 120 random bits each: too many to try, wherever the hashes are, so that a plain hash is enough (ASVS 6.5.2 says from 112 on). */
export function makeRecoveryCodes(): readonly string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: groups }, () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join("")).join(
      "-",
    ),
  );
}

/** A code as it is compared, however it was typed: case, blanks and hyphens do not count, and what looks like a figure is one. Null for what is none. */
export function readRecoveryCode(typed: string): string | null {
  const plain = typed.toLowerCase().replace(/[\s-]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
  // Those of before had four groups; they hold until they are made anew.
  return /^[0-9a-hjkmnp-tv-z]{16}(?:[0-9a-hjkmnp-tv-z]{8})?$/.test(plain) ? plain : null;
}

/** What is kept of a code: bound to its person, so that it opens nothing elsewhere. */
export function hashRecoveryCode(userId: string, plain: string): Buffer {
  return createHash("sha256").update(`recovery ${userId} ${plain}`).digest();
}
