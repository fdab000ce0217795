import type { Client } from "@caudal/contract/client/client.ts";
import { Secret, TOTP } from "otpauth";

/** The code that turns on the second factor which is offered here. */
export async function offerFactor(client: Pick<Client, "offerSecondFactor">, password: string): Promise<string> {
  const { secret } = await client.offerSecondFactor({ body: { password } });
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate();
}

/** Codes that stand in for the second factor of somebody who has turned it on. */
export async function turnOnFactor(
  client: Pick<Client, "offerSecondFactor" | "confirmSecondFactor">,
  password: string,
): Promise<string[]> {
  const code = await offerFactor(client, password);
  return [...(await client.confirmSecondFactor({ body: { code } })).codes];
}
