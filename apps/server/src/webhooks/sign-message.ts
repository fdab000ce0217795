import { createHmac } from "node:crypto";
import { keyOfSecret } from "./webhook-secret.ts";

/**
 * The headers of Standard Webhooks 1.0. A signature is over id, time and body together, so that none of them can be changed or sent again
 * later; one for each secret, the current one first, while a receiver changes from one to the next.
 */
export function signMessage(
  message: { readonly id: string; readonly at: Date; readonly body: string },
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const sign = (secret: string): string =>
    `v1,${createHmac("sha256", keyOfSecret(secret)).update(`${message.id}.${timestamp}.${message.body}`).digest("base64")}`;
  return {
    "content-type": "application/json",
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": secrets.map(sign).join(" "),
  };
}
