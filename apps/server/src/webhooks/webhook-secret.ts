import { randomBytes } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { openSealed, SealBroken, sealText } from "@caudal/secrets/envelope.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";

/** What a secret is sealed for: whoever writes another url into the row has a secret that does not open, and nothing is sent there. */
export type WebhookPlace = { readonly webhook: string; readonly account: string; readonly url: string };

const prefix = "whsec_";

export function makeWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString("base64")}`;
}

/** The bytes that sign: what stands behind the prefix, in base64. */
export function keyOfSecret(secret: string): Buffer {
  return Buffer.from(secret.slice(prefix.length), "base64");
}

export function sealWebhookSecret(keyring: Keyring, secret: string, place: WebhookPlace): string {
  return sealText(keyring, secret, place);
}

/** @throws Fault webhook_secret_unusable */
export function openWebhookSecret(keyring: Keyring, sealed: string, place: WebhookPlace): string {
  try {
    return openSealed(keyring, sealed, place);
  } catch (cause) {
    if (cause instanceof SealBroken) throw new Fault("webhook_secret_unusable", { cause });
    throw cause;
  }
}
