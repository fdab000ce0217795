import type { MailCatalogue } from "./mail.ts";
import { instantInMail } from "./mail-instant.ts";
import { securityMails } from "./en-security.ts";

const roles = { owner: "owner", admin: "administrator", analyst: "analyst", viewer: "viewer" } as const;
const hello = (name: string): string => (name.trim() === "" ? "Hello," : `Hello ${name},`);
const notYou = "If this was not you, do nothing: without that link nothing changes.";

export const en: MailCatalogue = {
  ...securityMails,
  "sign_up.confirm": ({ link }) => ({
    subject: "Confirm your e-mail to enter Caudal",
    before: [
      "Hello,",
      "Somebody signed up to Caudal with this address. If that was you, confirm it with the password that you chose.",
    ],
    action: { label: "Confirm and sign in", link },
    after: [
      "The link works once, for 24 hours.",
      "If you did not sign up, do nothing: no account is created. If you want one, sign up yourself: another link comes, for your password.",
    ],
  }),
  "sign_up.known": ({ name, sign_in_link, reset_link, elsewhere }) => ({
    subject: "You already have a Caudal account",
    before: [
      hello(name),
      "Somebody tried to sign up to Caudal with this address, which has an account already. No other was created and nothing was changed.",
      ...(elsewhere === undefined
        ? [`If that was you, sign in: ${sign_in_link}`, "If you forgot your password, ask for a new one."]
        : [`If that was you, sign in with ${elsewhere.service}: that is what opens your account.`]),
    ],
    action:
      elsewhere === undefined
        ? { label: "Ask for a new password", link: reset_link }
        : { label: "Sign in to Caudal", link: sign_in_link },
    after: ["If it was not you, there is nothing you have to do."],
  }),
  "email.verify": ({ link }) => ({
    subject: "Confirm your e-mail in Caudal",
    before: ["Hello,", "Confirm that this address is yours, to get Caudal's notifications at it."],
    action: { label: "Confirm my e-mail", link },
    after: ["The link works once, for 24 hours.", notYou],
  }),
  "password.reset": ({ name, link }) => ({
    subject: "Choose a new password for Caudal",
    before: [
      hello(name),
      "Somebody asked to change the password of your Caudal account. If that was you, choose a new one.",
    ],
    action: { label: "Choose a password", link },
    after: [
      "The link works once, for one hour. Changing it ends all your sessions, API keys and links to files, and switches your webhooks off.",
      "If it was not you, do nothing: your password stays what it is.",
    ],
  }),
  "password.unknown": ({ sign_up_link, sign_up_closed }) => ({
    subject: "This address has no Caudal account",
    before: [
      "Hello,",
      "Somebody asked for a new password for this address, but there is no Caudal account with it.",
      sign_up_closed === true
        ? "If that was you, you may sign in with another address: try that one. If you have no account, ask whoever administers that of your team to invite you: this Caudal is by invitation."
        : "If that was you, you may have signed up with another address: try that one, or create an account.",
    ],
    action: { label: "Go to Caudal", link: sign_up_link },
    after: ["If it was not you, there is nothing you have to do."],
  }),
  "password.elsewhere": ({ name, service, sign_in_link }) => ({
    subject: "You sign in to Caudal without a password",
    before: [
      hello(name),
      "Somebody asked for a new password for your account at Caudal, but your account has none.",
      `You sign in with ${service}: if you forgot a password, it is the one over there, and it is changed there.`,
    ],
    action: { label: "Sign in to Caudal", link: sign_in_link },
    after: ["If it was not you, there is nothing to do."],
  }),
  "email.confirm": ({ link }) => ({
    subject: "Confirm your new e-mail in Caudal",
    before: [
      "Hello,",
      "You asked for this to be the address of your Caudal account. Confirm it, and the change is made.",
    ],
    action: { label: "Confirm the change", link },
    after: ["The link works once, for 24 hours. Until then you go on signing in with your old address.", notYou],
  }),
  "email.taken": ({ name, sign_in_link }) => ({
    subject: "This address already has a Caudal account",
    before: [
      hello(name),
      "Somebody tried to put this address on another Caudal account. As it is that of yours already, nothing was changed.",
    ],
    action: { label: "Go to my account", link: sign_in_link },
    after: ["If it was not you, there is nothing you have to do."],
  }),
  "email.notice": ({ name, new_email, link, days }) => ({
    subject: "Your Caudal account is about to change its e-mail",
    before: [
      hello(name),
      `Somebody with your password asked for the address of your account to become ${new_email}. The change is made once it is confirmed from there.`,
      "If it was you, there is nothing you have to do.",
    ],
    action: { label: "It was not me: keep this address", link },
    after: [
      `You can undo it with this link for ${days} days, also when it was made already. All that opens your account ends (sessions, API keys, links, webhooks and the second step), and you choose another password.`,
    ],
  }),
  invitation: ({ inviter, account, role, link, expires_at }) => ({
    subject: `${inviter} invites you to Caudal`,
    before: ["Hello,", `${inviter} invites you to work in the Caudal account “${account}”, as ${roles[role]}.`],
    action: { label: "Accept the invitation", link },
    after: [
      `The link works once, until ${instantInMail("en", expires_at)}.`,
      "If you did not expect this invitation, there is nothing you have to do.",
    ],
  }),
  share: ({ from, account, file_name, link, expires_at }) => ({
    subject: `${from} shared “${file_name}” with you`,
    before: ["Hello,", `${from} shared the file “${file_name}” with you, in the Caudal account “${account}”.`],
    action: { label: "See the file", link },
    after: expires_at === null ? [] : [`You can see it until ${instantInMail("en", expires_at)}.`],
  }),
  "membership.ended": ({ name, account, files, ends_at, link }) => ({
    subject: `You no longer belong to the account “${account}”`,
    before: [
      hello(name),
      `You no longer belong to the Caudal account “${account}”.`,
      files === 0
        ? "You left no files in it."
        : `The ${files === 1 ? "file" : `${files} files`} you left there and what was found in ${files === 1 ? "it" : "them"} stay yours alone until ${instantInMail("en", ends_at)}: you can take a copy or delete ${files === 1 ? "it" : "them"}. After that, ${files === 1 ? "it is" : "they are"} deleted.`,
    ],
    action: files === 0 ? null : { label: "See what I left", link },
    after: [],
  }),
  "membership.removed": ({ name, account, files, link }) => ({
    subject: `What you left in the account “${account}” was deleted`,
    before: [
      hello(name),
      `The ${files === 1 ? "file" : `${files} files`} you left in the Caudal account “${account}” ${files === 1 ? "was" : "were"} deleted, with what was found in ${files === 1 ? "it" : "them"}.`,
    ],
    action: { label: "Go to Caudal", link },
    after: ["This cannot be undone."],
  }),
  notice: ({ title, message, link, settings_link }) => ({
    subject: `Caudal: ${title}`,
    before: [message],
    action: link === null ? null : { label: "See it in Caudal", link },
    after: [`Choose which notifications come by mail: ${settings_link}`],
  }),
};
