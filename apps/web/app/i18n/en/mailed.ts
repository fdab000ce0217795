import type { Words } from "../es/words.ts";

export function mailedWords(): Words["mailed"] {
  return {
    forgot: "Forgot your password?",
    back: "Back to sign in",
    checkTitle: "Check your e-mail",
    signUpSent: (email: string) =>
      `If ${email} is yours, you will find a link there to come in. It asks for the password that you have just chosen, and works once, for 24 hours.`,
    resetSent: (email: string) =>
      `If ${email} has an account, you will find a link there to choose another password. It works once, for one hour.`,
    late: "It may take a few minutes; look into your spam folder too.",
    folderTitle: "This installation sends no mails",
    folder:
      "Whoever administers Caudal finds the message in folder outbox of the data folder, and can give you the link.",
    forgotTitle: "Choose another password",
    forgotText: "Write the address with which you sign in. We will send you a link to choose another one.",
    send: "Send link",
    sending: "Sending…",
    resetTitle: "Choose your new password",
    resetText:
      "Saving it ends your sessions on all your devices, your API keys and your links to files, and switches your webhooks off. The second step stays as it is.",
    newPassword: "New password",
    savePassword: "Save password",
    resetDone: "Your password was changed. Sign in with the new one.",
    takenBack: "Your account is yours again. Another password is left to choose.",
    signIn: "Sign in",
    confirmTitle: "Confirm your e-mail",
    confirmText:
      "This account was asked for with your e-mail. If it was you, confirm it with the password that you chose.",
    chosenPassword: "The password that you chose",
    notYou:
      "It was not you? Do nothing: nobody comes in and no account is created. If you want one, or do not remember the password:",
    signUpYourself: "Create the account",
    confirm: "Confirm and sign in",
    confirming: "Confirming…",
    emailTitle: "Confirm your e-mail",
    emailText: "Confirm that this address is yours.",
    emailConfirm: "Confirm",
    emailDone: (email: string) => `Done: your address is ${email}.`,
    home: "Go to Caudal",
    keepTitle: "Take your account back",
    keepText:
      "Your account keeps this e-mail, and all that opens it ends: sessions, API keys, links, webhooks and the second step. Then, if you sign in with a password, you choose another: whoever got in knew yours.",
    takenBackTitle: "You have your account back",
    takenBackThere:
      "If somebody knows how you sign in at your company's service, change it there. Then look at who belongs to your accounts.",
    keep: "Take my account back",
    keeping: "Taking it back…",
    noToken: "A piece of this link is missing. Open it again from the mail, whole.",
    password: {
      title: "Password",
      text: "Changing it ends your other sessions; this one stays open.",
      none: (service: string | null) =>
        service === null
          ? "You have no password in Caudal. We send you a link to choose one; saving it ends your sessions."
          : `You have no password in Caudal: you sign in with ${service}.`,
      chooseFirst: "Send a link to choose it",
      change: "Change password",
      changing: "Changing…",
      current: "Current password",
      done: "Your password was changed and your other sessions ended.",
    },
    email: {
      title: "E-mail",
      now: (email: string) => `You sign in with ${email}.`,
      confirmed: "Confirmed.",
      unconfirmed: "You have not confirmed yet that it is yours, so we send you no notifications.",
      verify: "Send a link to confirm it",
      lacking: (service: string | null) =>
        service === null
          ? "To change it, choose a password first."
          : `It is not changed here, because you sign in with ${service}.`,
      new: "New e-mail",
      change: "Change e-mail",
      changing: "Sending…",
      sent: (email: string) =>
        `We sent a link to ${email}: the change is made when you open it. We also told your present address.`,
      verifySent: (email: string) => `We sent a link to ${email}.`,
    },
    notices: {
      title: "By e-mail",
      text: "Everything that happens is in the page's notifications. Choose what else comes by e-mail.",
      failures: "What fails",
      failuresHint: "A file that could not be read waits for somebody to mend it.",
      done: "What ends well",
      doneHint: "A file that you can look at now.",
      other: "Everything else",
      otherHint: "News that ask nothing of you.",
      needsConfirmation: "Confirm your e-mail to get notifications at it.",
      goConfirm: "Go to Security",
    },
  };
}
