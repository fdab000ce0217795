import { describe, expect, test } from "vitest";
import { createInvitationToken } from "../admin/invitation-token.ts";
import { makeSecretKey } from "../keys/secret-key.ts";
import { makeWebhookSecret } from "../webhooks/webhook-secret.ts";
import { makeRecoveryCodes } from "./second-factor/recovery-codes.ts";
import { makeTotpSecret } from "./second-factor/totp.ts";

/** Bits that a text can carry at most when each of its signs is drawn from `alphabet`, beyond a prefix that is always there. */
const bitsOf = (text: string, alphabet: RegExp, signs: number): number =>
  [...text].filter((sign) => alphabet.test(sign)).length * Math.log2(signs);

describe("what must not be guessed", () => {
  test.each([
    ["the token of an invitation", createInvitationToken, /[\w-]/, 64],
    ["an API key", () => makeSecretKey().key.replace(/^caudal_/, ""), /[0-9a-z]/, 32],
    ["the seed of an authenticator", makeTotpSecret, /[A-Z2-7]/, 32],
    ["the secret of a webhook", () => makeWebhookSecret().replace(/^whsec_/, ""), /[A-Za-z0-9+/]/, 64],
  ] as const)(
    "%s has 128 bits at least, is never the same, and uses all signs at every place",
    (_, make, alphabet, signs) => {
      const made = Array.from({ length: 2000 }, make);
      expect(new Set(made).size).toBe(made.length);
      for (const one of made) expect(bitsOf(one, alphabet, signs)).toBeGreaterThanOrEqual(128);
      // The last place may carry fewer bits than a sign holds.
      const places = Math.min(...made.map((one) => one.replace(/=+$/, "").length)) - 1;
      for (let place = 0; place < places; place++)
        expect(new Set(made.map((one) => one[place])).size, `place ${place}`).toBeGreaterThan(signs * 0.9);
    },
  );

  test("recovery codes have 120 bits, and each batch is another", () => {
    const codes = Array.from({ length: 200 }, makeRecoveryCodes).flat();
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(bitsOf(code, /[^-]/, 32)).toBeGreaterThanOrEqual(120);
  });
});
