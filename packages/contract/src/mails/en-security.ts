import { endedInWords } from "./ended-words.ts";
import { instantInMail } from "./mail-instant.ts";
import type { Elsewhere, MailCatalogue, SecurityMailKey } from "./mail.ts";

const hello = (name: string): string => (name.trim() === "" ? "Hello," : `Hello ${name},`);
const at = (instant: string): string => instantInMail("en", instant);
const wasYou = "If it was you, there is nothing you have to do.";
const notMe = (link: string, elsewhere: Elsewhere) =>
  elsewhere === undefined
    ? { label: "It was not me: choose another password", link }
    : { label: "It was not me: see my security", link: elsewhere.security_link };
const resetEnds =
  "Choosing another password ends all your sessions, API keys and links, and switches your webhooks off.";
/** What somebody without a password can do; `first`, what they do before. */
const notMeThere = (service: string, first: string): string =>
  `If it was not you, ${first}end the sessions that you do not recognise in your profile, under “Security”, and tell whoever administers ${service}: it opens your Caudal account.`;

/** What changes who gets in: its person is told as it happens. */
export const securityMails: Pick<MailCatalogue, SecurityMailKey> = {
  "password.changed": ({ name, at: when, reset_link, ended }) => ({
    subject: "Your Caudal password was changed",
    before: [
      hello(name),
      `The password of your account was changed on ${at(when)}.`,
      ...(ended === undefined ? [] : endedInWords("en", ended)),
    ],
    action: { label: "It was not me: choose another", link: reset_link },
    after: [wasYou],
  }),
  "email.taken_back": ({ name, reset_link, ended, elsewhere }) => ({
    subject: "You took your Caudal account back",
    before: [
      hello(name),
      "Your account is this address's again, and what opened it has ended.",
      ...(ended === undefined ? ["All its sessions were ended."] : endedInWords("en", ended)),
      elsewhere === undefined
        ? "Whoever got in knew your password: choose another one now. Then look at whom you share your files with, and who belongs to your accounts."
        : `Your account is opened by ${elsewhere.service}, and whoever got in may have done so in your name there: tell whoever administers it now. Then look at whom you share your files with, and who belongs to your accounts.`,
    ],
    action:
      elsewhere === undefined
        ? { label: "Choose another password", link: reset_link }
        : { label: "Sign in and see my security", link: elsewhere.security_link },
    after: [],
  }),
  "key.made": ({ name, key, account, at: when, reset_link, elsewhere }) => ({
    subject: "An API key was made in your Caudal account",
    before: [
      hello(name),
      `On ${at(when)} the API key “${key}” was made in the account “${account}”. With it a program acts in your name.`,
      "If it was you, there is nothing you have to do. You can revoke it in your profile, under “Security”.",
    ],
    action: notMe(reset_link, elsewhere),
    after: [elsewhere === undefined ? resetEnds : notMeThere(elsewhere.service, "revoke it, ")],
  }),
  "factor.on": ({ name, at: when, link, days, elsewhere }) => ({
    subject: "You turned on the second step of Caudal",
    before: [
      hello(name),
      elsewhere === undefined
        ? `Since ${at(when)} your account asks for a code of an authenticator besides the password.`
        : `Since ${at(when)} your account also asks whoever signs in with ${elsewhere.service} for a code of an authenticator.`,
      wasYou,
    ],
    action: { label: "It was not me: take my account back", link },
    after: [
      elsewhere === undefined
        ? `With this link you can take it back for ${days} days: the second step is removed, all that opens your account ends, and you choose another password. If it was you, delete this message.`
        : `With this link you can take it back for ${days} days: the second step is removed, and all that opens your account ends. Then you sign in with ${elsewhere.service} again; tell whoever administers it, for whoever gets in there in your name gets into your Caudal account too. If it was you, delete this message.`,
    ],
  }),
  "factor.off": ({ name, at: when, reset_link, elsewhere }) => ({
    subject: "The second step of Caudal was turned off",
    before: [
      hello(name),
      `Since ${at(when)} ${elsewhere?.service ?? "the password"} alone opens your account.`,
      wasYou,
    ],
    action: notMe(reset_link, elsewhere),
    after: [elsewhere === undefined ? resetEnds : notMeThere(elsewhere.service, "turn it on again, ")],
  }),
  "factor.removed": ({ name, at: when, sign_in_link, elsewhere }) => ({
    subject: "The second step of your Caudal account was removed",
    before: [
      hello(name),
      `Whoever operates this Caudal removed your second step on ${at(when)}, because somebody said that they were you and had lost phone and codes. Your sessions ended; ${elsewhere?.service ?? "the password"} alone opens your account.`,
      "If you asked for it, sign in and turn it on again with your new phone, under “Security”.",
    ],
    action: { label: "Sign in", link: sign_in_link },
    after: [
      elsewhere === undefined
        ? "If you did not, choose another password and tell whoever operates this Caudal."
        : `If you did not, tell whoever operates this Caudal and whoever administers ${elsewhere.service}: whoever gets in there in your name gets into your Caudal account too.`,
    ],
  }),
  "factor.required": ({ name, account, link }) => ({
    subject: `The account “${account}” asks for two-step sign-in`,
    before: [
      hello(name),
      `Whoever administers the Caudal account “${account}” asks everybody for two-step sign-in, and you have not turned it on yet. Until you do, you cannot use the account, and neither can your API keys.`,
      "What you have there stays yours, and nothing is deleted. If you sign in by your company's service and it asks for a second step already, there is nothing to do.",
    ],
    action: { label: "Turn it on", link },
    after: [],
  }),
  "access.ended": ({ name, by, account, sessions, keys, shared, link }) => ({
    subject: `Whoever administers “${account}” ended ways in of yours`,
    before: [
      hello(name),
      ...(sessions === 0
        ? []
        : [
            `${by}, who administers the account “${account}”, ended ${sessions === 1 ? "your session" : `your ${sessions} sessions`} of Caudal. You can sign in again.`,
          ]),
      ...(keys.length === 0
        ? []
        : [
            `${by}, who administers the account “${account}”, revoked your API ${keys.length === 1 ? "key" : "keys"} ${keys.map((key) => `“${key}”`).join(", ")}. Programs that use ${keys.length === 1 ? "it" : "them"} get in no more.`,
          ]),
      ...(shared === 0
        ? []
        : [
            `${by}, who administers the account “${account}”, revoked ${shared === 1 ? "a link" : `${shared} links`} of yours to files. Whoever has ${shared === 1 ? "it opens it" : "them opens them"} no more.`,
          ]),
      "Your files stay yours alone: whoever administers does not see them. If you do not know why, ask them.",
    ],
    action: { label: "See my security", link },
    after: [],
  }),
  "codes.renewed": ({ name, at: when, reset_link, elsewhere }) => ({
    subject: "You have new recovery codes in Caudal",
    before: [hello(name), `New codes were made on ${at(when)}. The old ones are of no use any more.`, wasYou],
    action: notMe(reset_link, elsewhere),
    after: [
      elsewhere === undefined
        ? "If it was not you, choose another password, and then make other codes in your profile, under “Security”."
        : notMeThere(elsewhere.service, "make other codes, "),
    ],
  }),
  "code.used": ({ name, at: when, left, reset_link, elsewhere }) => ({
    subject: "A recovery code of your Caudal account was used",
    before: [
      hello(name),
      `One of your recovery codes was used on ${at(when)}.`,
      left === 1 ? "1 is left." : `${left} are left.`,
      wasYou,
    ],
    action: notMe(reset_link, elsewhere),
    after: [
      elsewhere === undefined
        ? "If it was not you, somebody knows your password and has your codes: choose another and make other codes."
        : notMeThere(elsewhere.service, "somebody has your codes: make others, "),
    ],
  }),
};
