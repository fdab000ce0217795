import type { Words } from "../es/words.ts";
import type { Format } from "../format.ts";

export function peopleWords(f: Format): Words["people"] {
  return {
    promise: "Drop a file. Read what matters.",
    pitch:
      "Excel, CSV, JSON or Parquet, just as you were sent it. Caudal reads it, tells you what it found and shows you the rows that prove it.",
    signIn: "Sign in",
    signUp: "Create account",
    signOut: "Sign out",
    signInTitle: "Sign in to your account",
    signUpTitle: "Create your account",
    noAccount: "No account yet?",
    haveAccount: "Already have an account?",
    askInvitation: "No account yet? This Caudal is by invitation: ask whoever administers your team's account.",
    signUpClosedTitle: "This Caudal is by invitation",
    signUpClosed:
      "Accounts are not created here by oneself. Ask whoever administers your team's account to invite you: the invitation comes by mail. If you have an account already, sign in.",
    email: "Email",
    password: "Password",
    newPassword: "Password",
    passwordHint: (least) => `At least ${f.number(least)} characters. A long phrase beats odd symbols.`,
    name: "Name",
    showPassword: "Show password",
    hidePassword: "Hide password",
    signingIn: "Signing in…",
    signingUp: "Creating your account…",
    otherWay: (name: string) => `Sign in with ${name}`,
    otherWayGoing: (name: string) => `Opening ${name}…`,
    orElse: "or with your password",
    noPasswords: (name: string) =>
      `This Caudal is entered with ${name} only. A password that you lost is recovered there.`,
    otherWayProblems: {
      oidc_refused: "What came from the other service is not the answer that was asked for. Start again.",
      oidc_expired: "That attempt began too long ago, in another browser, or was used already. Start again.",
      oidc_unverified:
        "Your address is not confirmed yet, at the other service or at Caudal. Confirm it and sign in again.",
      oidc_not_member: "Nobody has invited that address to Caudal. Ask whoever administers your account to invite you.",
      oidc_domain_refused: "Only addresses of the company sign in that way. Use yours.",
      oidc_email_held:
        "That address was another person's until lately, who may still take it back. Wait seven days, or sign in as whom you were already.",
      oidc_not_anew:
        "The other service did not confirm that it had just asked who you are. Start again; if it happens once more, tell whoever operates Caudal.",
      oidc_other_person: "Somebody else signed in at the other service. Sign in there as yourself and try again.",
      oidc_unreachable:
        "The other service does not answer. Try again in a moment; if it goes on, tell whoever operates Caudal.",
      invitation_unknown: "A piece of that invitation is missing, or it is no more. Open it again from the mail.",
      invitation_expired: "That invitation has expired. Ask whoever invited you for another.",
      invitation_revoked: "That invitation was taken back. Ask whoever invited you.",
      invitation_used: "That invitation was used already. If it was you, sign in.",
      invitation_for_other:
        "The invitation is for another e-mail than yours. Sign in with the invited one, or ask to be invited with this one.",
      rate_limited: "There were too many attempts from here. Wait a few minutes and try again.",
      unavailable: "Caudal could not finish opening your session. Try again in a moment.",
    },
    otherWayFailed: "No session was opened",
    expired: "Your session ended. Sign in again and you go on where you were.",
    needName: "Enter your name.",
    needEmail: "Enter an email such as ana@company.com.",
    needPassword: "Enter your password.",
    shortPassword: (least) => `Use at least ${f.number(least)} characters.`,
    longPassword: (most) => `Use at most ${f.number(most)} characters.`,
    menu: (name) => `Account of ${name}`,
    profile: "Profile",
    sectionsLabel: "Sections of the profile",
    sections: { access: "Access", you: "You", security: "Security", notices: "Notifications", data: "Your data" },
    profileState: (email, account, role) => `${email} · ${account} · ${role}`,
    roles: { owner: "owner", admin: "administrator", analyst: "analyst", viewer: "viewer" },
    you: "You",
    appearance: "Language and appearance",
    work: "Files",
    languageHint: "Changes the page, notifications and the words of insights.",
    themeHint: "Kept in this browser.",
    auto: "Process on upload",
    autoHint: "Each file is read as soon as it is uploaded. When off, it waits with a “Process” button.",
    save: "Save",
    saving: "Saving…",
    saved: "Saved",
  };
}
