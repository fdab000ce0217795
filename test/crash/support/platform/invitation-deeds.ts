import { json, type Hands } from "./hands.ts";

export type Followed = {
  readonly invitationId: string;
  readonly email: string;
  readonly token: string;
  readonly password: string;
};

export type Entered = { readonly userId: string; readonly cookie: string; readonly password: string };

/** Why a link is refused whose invitation is over or is somebody's: nothing else may be answered. */
const refusals = new Set(["invitation_used", "invitation_revoked", "invitation_has_account"]);

/**
 * Follows an invitation's link as somebody new who chooses a password. Whose answer was lost finds out by signing in with it, as the page
 * says, and joins where the server died between making them known and letting them in. Null for whoever was refused.
 */
export async function acceptOnce(hands: Hands, followed: Followed): Promise<Entered | null> {
  const { invitationId, email, token, password } = followed;
  const from = performance.now();
  const { response, text, times } = await hands.asker.ask(
    "/api/invitations/accept",
    json({ token, name: "Visita", password }),
  );
  if (response.status === 200) return enter(from, response, text);
  const code = codeOf(text);
  if (!refusals.has(code)) {
    hands.surprised(from, "accept", response.status, text);
    return null;
  }
  if (times > 1) {
    const signedIn = await hands.asker.ask("/api/auth/sign-in/email", json({ email, password }));
    if (signedIn.response.status === 200 && (await isInside(signedIn.response)))
      return enter(from, signedIn.response, signedIn.text);
  }
  hands.note(from, { did: "was turned away", invitationId, code });
  return null;

  function enter(begun: number, answer: Response, body: string): Entered {
    const { user } = JSON.parse(body) as { user: { id: string } };
    hands.note(begun, { did: "accepted", invitationId, email, userId: user.id });
    return { userId: user.id, cookie: cookieOf(answer), password };
  }

  async function isInside(answer: Response): Promise<boolean> {
    const headers = { "content-type": "application/json", cookie: cookieOf(answer) };
    const joined = await hands.asker.ask("/api/invitations/join", { ...json({ token }), headers });
    const outcome = joined.response.status === 204 ? "joined" : codeOf(joined.text);
    // Used: by themselves, since nobody else has the password of this address.
    if (["joined", "invitation_used", "invitation_member"].includes(outcome)) return true;
    if (!refusals.has(outcome)) hands.surprised(from, "join", joined.response.status, joined.text);
    return false;
  }
}

function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

export function codeOf(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: string };
    return code ?? "";
  } catch {
    return "";
  }
}
