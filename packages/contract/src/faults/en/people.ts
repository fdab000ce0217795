import { type FaultCatalogue, words } from "../fault-words.ts";

export const peopleFaults = {
  not_signed_in: words(
    "Sign in",
    "You have to be signed in to see this. Your session may have ended.",
    "Sign in and try again: what was saved is still there.",
  ),
  sign_in_refused: words(
    "We could not sign you in",
    "The e-mail or the password is not correct.",
    "Check both and try again.",
  ),
  sign_in_busy: words(
    "Many people are signing in at once",
    "More passwords are coming in than can be checked right now. Yours was not checked.",
    (p) => `Try again in ${p["seconds"] ?? 10} seconds.`,
  ),
  sign_in_overtaken: words(
    "Your sessions were ended while you were signing in",
    "At that moment the second step was turned on, the password changed or all sessions were ended. You were not signed in.",
    "Sign in again: you are asked for what is needed now.",
  ),
  email_taken: words(
    "That e-mail already has an account",
    "Somebody is registered with that e-mail. No second account was made.",
    "Sign in with it, or sign up with another one.",
  ),
  password_too_common: words(
    "That password is easy to guess",
    "It is among those tried first: a word with a year or a series, your own e-mail, or a widely known one. Nothing was saved.",
    "Choose another: several unrelated words work well.",
  ),
  sign_up_password_wrong: words(
    "That is not the password of this sign-up",
    "Nothing was created, and the link still works.",
    "Type it again, or open the link of the last mail. If you do not remember it, sign up again.",
  ),
  sign_up_closed: words(
    "Sign-up is closed",
    "Accounts cannot be created from the page of this installation.",
    "Ask whoever administers Caudal for access.",
  ),
  passwords_off: words(
    "No passwords are used here",
    (p) => `This Caudal is entered by ${p["service"] ?? "the company's service"} only. Nothing was changed.`,
    (p) => `Sign in with ${p["service"] ?? "that service"} from the sign-in page.`,
  ),
  forbidden: words(
    "You are not allowed to",
    "Your profile does not permit this. Nothing was changed.",
    "If you need it, ask whoever administers your account.",
  ),
} satisfies Partial<FaultCatalogue>;
