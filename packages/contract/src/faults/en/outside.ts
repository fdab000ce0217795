import { type FaultCatalogue, bytesInWords, countInWords, quoted, words } from "../fault-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "“", "”");

const whyInvalid: Readonly<Record<string, string>> = {
  protocol: "Only an address that begins with https:// will do.",
  credentials: "It carries a user or a password, which do not belong in an address.",
  host: "The server's name is not written correctly.",
};

const whyRefused: Readonly<Record<string, string>> = {
  private_address: "leads to a private network that whoever operates Caudal has not opened",
  this_machine: "leads to the machine on which Caudal runs",
  own_port: "leads to Caudal itself",
  odd_port: "uses a port that is not one of the web",
};

const whyFailed: Readonly<Record<string, string>> = {
  timeout: "did not answer in time",
  tls: "showed no certificate that is valid for that name",
  headers: "answered something that cannot be understood",
  too_large: "answered more than is accepted",
};

export const outsideFaults = {
  storage_quota_reached: words(
    "The account has no room for this file",
    (p, tag) =>
      p["limit"] === undefined
        ? "What the account keeps, with what is on its way, would go over its limit. Nothing was uploaded."
        : `The account uses ${bytesInWords(p["used"], tag) || "0 B"} of ${bytesInWords(p["limit"], tag)}: ${bytesInWords(Math.max(0, Number(p["limit"]) - Number(p["used"])), tag) || "0 B"} are left, and ${bytesInWords(p["asked"], tag) || "more"} would be needed.${p["departed"] === undefined ? "" : ` Of what is used, ${bytesInWords(p["departed"], tag)} was left by people who are gone and is deleted in time.`} Nothing was uploaded.`,
    (p) =>
      p["own"] === 0
        ? "You have no files to delete: ask whoever manages the account for room; they see how much each person uses. Whoever operates Caudal sets the limit."
        : "Delete files that you no longer use, or ask for more room: whoever manages the account sees how much each person uses, and whoever operates Caudal sets the limit.",
  ),
  files_quota_reached: words(
    "The account keeps all the files that it may",
    (p, tag) =>
      countInWords(p["used"], tag) === "" || countInWords(p["limit"], tag) === ""
        ? "With this one it would keep more files than it may. Nothing was uploaded."
        : `It keeps ${countInWords(p["used"], tag)}, those on their way included, and may keep ${countInWords(p["limit"], tag)}.${p["departed"] === undefined ? "" : ` Of them, ${countInWords(p["departed"], tag)} were left by people who are gone and are deleted in time.`} Nothing was uploaded.`,
    (p) =>
      p["own"] === 0
        ? "You have no files to delete: ask whoever manages the account to make room. Whoever operates Caudal sets how many it may keep."
        : "Delete files that you no longer use, or put many small ones together. Whoever operates Caudal sets how many an account may keep.",
  ),
  dial_address_invalid: words(
    "The address cannot be used",
    (p) => whyInvalid[String(p["reason"])] ?? "It is not written as a whole address.",
    "Write it in full, such as https://example.com/notices.",
  ),
  dial_refused: words(
    "That address is not called",
    (p) =>
      `The address${named(p["host"])} ${whyRefused[String(p["verdict"])] ?? "leads to a place that Caudal does not call"}. Nothing was sent.`,
    "Use a public address. If it is in your own network, whoever operates Caudal can open it with CAUDAL_DIAL_ALLOW.",
  ),
  dial_unresolved: words(
    "The server cannot be found",
    (p) => `The name${named(p["host"])} leads to no address. Nothing was sent.`,
    "Check that the name is written correctly, and try again.",
  ),
  dial_failed: words(
    "The other server did not answer well",
    (p) => `The server${named(p["host"])} ${whyFailed[String(p["reason"])] ?? "did not accept the connection"}.`,
    "Check that it is running and that the address is right, and try again.",
  ),
  oidc_refused: words(
    "That account could not be used to sign in",
    "What came from the other service is not the answer that was asked for. No session was opened.",
    "Start again from the sign-in page.",
  ),
  oidc_expired: words(
    "This attempt to sign in no longer counts",
    "It began too long ago, in another browser, or was used already. No session was opened.",
    "Start again from the sign-in page.",
  ),
  oidc_unverified: words(
    "Your address is not confirmed yet",
    (p) =>
      p["here"] === true
        ? "Your Caudal account has that address, but you have not confirmed it here yet. No session was opened."
        : "The other service does not vouch that this e-mail address is yours. No session was opened.",
    "Confirm it where that is missing, and sign in again.",
  ),
  oidc_not_member: words(
    "You do not belong to an account yet",
    "Your address is fine, but no invitation to Caudal was sent to it.",
    "Ask whoever administers your account to invite you at this same address.",
  ),
  oidc_domain_refused: words(
    "That address does not sign in this way",
    "Whoever operates Caudal accepts addresses of certain domains only on this path.",
    "Sign in with your company's address.",
  ),
  oidc_email_held: words(
    "That address was another person's until lately",
    "Whoever used it at Caudal has changed their address and may still take it back. No session was opened.",
    "Wait seven days from that change and sign in again, or sign in as the person you were already.",
  ),
  oidc_not_anew: words(
    "The other service did not ask you anew",
    "It did not say that you had just shown who you are. Nothing was changed.",
    "Start again. If it happens once more, tell whoever operates Caudal: that service has to report “auth_time”.",
  ),
  oidc_other_person: words(
    "Somebody else signed in at the other service",
    "The session at Caudal is another person's. Nothing was changed.",
    "Sign in there as yourself and try again.",
  ),
  oidc_unreachable: words(
    "The other service does not answer",
    "The service with which you were signing in could not be reached. No session was opened.",
    "Try again in a moment, or sign in with your password.",
  ),
  webhook_answered: words(
    "The other server did not take the notification",
    (p) =>
      `It answered with status ${p["status"] ?? "of an error"}, and only those from 200 to 299 say that it took it.`,
    "Check the program that receives. We keep trying for three days.",
  ),
  webhook_gone: words(
    "The other server wants no more notifications",
    "It answered with status 410, which says that this address is gone. We do not call it again.",
    "If that was a mistake, mend the program that receives and switch the webhook on again.",
  ),
  webhook_off: words(
    "The webhook is not switched on",
    "It is off, so this notification was not sent. It is kept for as long as the notification is.",
    "Switch it on, and send again what did not arrive.",
  ),
  webhook_notice_gone: words(
    "The notification is gone",
    "It was removed before it arrived at the other server, so there is nothing left to send.",
    "There is nothing to do.",
  ),
  webhook_not_replayable: words(
    "This message cannot be sent again",
    "It has arrived, is still waiting, or the notification that it told of is gone.",
    "Look at its state in the list of messages.",
  ),
  webhook_secret_unusable: words(
    "The secret of this webhook cannot be read",
    "It was kept for another address or under another master key. Nothing is signed without it, and nothing is sent unsigned.",
    "Change the secret, and put the new one into the program that receives.",
  ),
  webhooks_too_many: words(
    "No more addresses fit",
    (p) => `You already have ${p["limit"] ?? "all the"} addresses that receive notices.`,
    "Delete one that you no longer use, then add the new one.",
  ),
} satisfies Partial<FaultCatalogue>;
