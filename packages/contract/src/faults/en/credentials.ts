import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const credentialsFaults = {
  key_refused: words(
    "That API key is not valid",
    "It was revoked, has expired, lacks a piece, or never was one. Nothing was done.",
    "Check that you copied all of it, or create another in your profile, under “Security”.",
  ),
  key_scope_missing: words(
    "The API key does not reach that far",
    (p) =>
      `The key is valid, but lacks the permission${quoted(p["scope"], "“", "”")} that this needs. Nothing was done.`,
    "Create a key with that permission in your profile, under “Security”.",
  ),
  session_needed: words(
    "This cannot be done with an API key",
    "It decides who gets in, so it is done by somebody signed in only. Nothing was changed.",
    "Sign in to Caudal in a browser and do it there.",
  ),
  proof_needed: words(
    "Confirm that it is you",
    "You signed in a while ago, and this decides who may do what, or takes data out. Nothing was done yet.",
    "Enter your password (and a code, if you sign in with two steps) and try again.",
  ),
  proof_refused: words(
    "We could not confirm that it is you",
    "The password or the code is not correct. Nothing was changed.",
    "Check what you typed and try again.",
  ),
  too_many_keys: words(
    "You have too many API keys",
    (p) =>
      p["day"] === true
        ? `You may create${quoted(p["max"], "", "")} keys a day. No other was created.`
        : `You may have${quoted(p["max"], "", "")} valid keys at a time. No other was created.`,
    (p) => (p["day"] === true ? "Wait until tomorrow." : "Revoke one that you no longer use, then create the new one."),
  ),
  second_step_needed: words(
    "The second step is missing",
    "The password is correct. This account also asks for a code of your authenticator app.",
    "Enter the six-figure code, or one of your recovery codes.",
  ),
  second_step_ended: words(
    "The second step has ended",
    "It took too long, or there were too many wrong codes. You were not signed in.",
    "Enter your e-mail and your password again.",
  ),
  code_refused: words(
    "That code is not valid",
    "It is not correct, was used already, or has expired.",
    "Wait for the next code, and check that your phone sets its time by itself.",
  ),
  second_factor_required: words(
    "Your account asks for a second step",
    "Whoever administers the account asks everybody to sign in with two steps, and you have not turned them on yet. Nothing was done.",
    "Turn them on in the page, which leads you there, and you go on where you were. API keys work again with it.",
  ),
  second_factor_first: words(
    "Turn on your own first",
    "Whoever asks everybody for a second step has to have it, so that they do not shut themselves out. Nothing was changed.",
    "Turn it on in your profile, under “Security”, and try again.",
  ),
  second_factor_kept: words(
    "One of your accounts asks for it",
    "Whoever administers an account to which you belong asks everybody to sign in with two steps. It stays on.",
    "It can be turned off once the account no longer asks for it, or once you leave it.",
  ),
} satisfies Partial<FaultCatalogue>;
