import { type FaultCatalogue, words } from "../fault-words.ts";
import { usesInWords } from "../uses-in-words.ts";

export const administrationFaults = {
  no_membership: words(
    "You do not belong to any account any more",
    "You are signed in, but no account counts you among its members: you may have been removed from the last one. What you left stays yours for 30 days.",
    "Ask whoever administers your account to invite you again, and open the link that arrives by mail.",
  ),
  account_changed: words(
    "You are in another account by now",
    "Your session left the account that you asked this for: you chose another one in another window, or no longer belong to it. Nothing was done in either.",
    "Choose the account again and repeat it, or load the page anew to go on in the other one.",
  ),
  viewing_as: words(
    "You are looking as somebody else",
    "While the view lasts one can only look. Nothing was changed.",
    "End the view, at the top of the page, and try again.",
  ),
  view_refused: words(
    "You cannot look as that person",
    "Nobody looks as themselves, and only an owner looks as an owner. Your page is as it was.",
    "Choose somebody else from the list of members.",
  ),
  last_owner: words(
    "The account would be left without an owner",
    "Every account keeps an owner, and this one has no other. Nothing was changed.",
    "Make somebody else an owner first.",
  ),
  name_taken: words(
    "That name is taken",
    "There is another one like it in this account. Nothing was saved.",
    "Choose another name.",
  ),
  in_use: words(
    "It is still in use",
    (params, tag) => usesInWords(params, tag, "en"),
    "Take it out of there first, and try again.",
  ),
  changed_meanwhile: words(
    "Somebody else changed it meanwhile",
    "What you see is no longer what is stored. Your changes were not saved, and theirs are still there.",
    "Load it again and make your changes to the new one.",
  ),
  already_member: words(
    "Already a member of the account",
    "Somebody with that e-mail is in this account. Nothing was sent.",
    "Look for them in the list of members: role and access profile are changed there.",
  ),
  invitation_member: words(
    "You belong to that account already",
    "You did not need the invitation, and it counts as used. Your role and your access profile are what they were.",
    "Go to Caudal: the account is among yours.",
  ),
  invitation_pending: words(
    "There is an invitation already",
    "That e-mail was sent an invitation of this account that nobody has used yet. No other was sent.",
    "Send it again or revoke it in the list of invitations.",
  ),
  invitation_limit: words(
    "Too many invitations for now",
    "So that nobody gets too much mail there is a limit per person, per account and per invitation. Nothing was sent.",
    "Wait and try again later.",
  ),
  invitation_unknown: words(
    "That invitation does not exist",
    "The link is incomplete, or a newer one took its place. Nothing was changed.",
    "Open the link of the last mail that you got, or ask to be invited again.",
  ),
  invitation_expired: words(
    "The invitation has expired",
    "Its time passed before it was used. Nothing was changed.",
    "Ask whoever invited you to send it again.",
  ),
  invitation_revoked: words(
    "The invitation was taken back",
    "Whoever administers the account revoked it. Nothing was changed.",
    "If you think that is a mistake, talk to whoever invited you.",
  ),
  invitation_used: words(
    "The invitation was used already",
    "Each invitation works once. Nothing was changed.",
    "If it was you, sign in. If not, tell whoever invited you.",
  ),
  invitation_for_other: words(
    "The invitation is for another e-mail",
    "You are signed in with another e-mail than the invited one. Nothing was changed.",
    "Sign out, and sign in with the e-mail to which the invitation came.",
  ),
  invitation_sign_in: words(
    "Sign in to accept",
    "To join with an account that you have already you need to be signed in. The invitation is still open.",
    "Sign in with the e-mail to which the invitation came, and open the link again.",
  ),
  invitation_has_account: words(
    "You have an account with that e-mail already",
    "No other was created and your password was not changed. The invitation is still open.",
    "Sign in with your usual password and accept the invitation.",
  ),
} satisfies Partial<FaultCatalogue>;
