import { json, proveIdentity, type Hands } from "./hands.ts";
import { codeOf } from "./invitation-deeds.ts";

/** Has oneself erased, and tries then to come back: with the session that one had, and with one's password. */
export async function eraseMe(
  hands: Hands,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  const { asker, note, surprised } = hands;
  if (!(await proveIdentity(hands, password))) return;
  const from = performance.now();
  const { response, text, times } = await asker.ask("/api/me/erasure", json({ word: "BORRAR" }));
  // Asked again after a lost answer, nobody knows who asks.
  if (response.status !== 202 && !(response.status === 401 && times > 1))
    return surprised(from, "erase", response.status, text);
  note(from, { did: "erased", email });
  const again = performance.now();
  const me = await asker.ask("/api/me");
  const signIn = await asker.ask("/api/auth/sign-in/email", json({ email, password }));
  for (const answer of [me, signIn])
    if (answer.response.ok) note(again, { did: "came back" });
    else if (answer.response.status >= 500) surprised(again, "come back", answer.response.status, codeOf(answer.text));
}
