import type { Words } from "../es/words.ts";
import type { Format } from "../format.ts";

export function securityWords(f: Format): Words["security"] {
  return {
    password: "Password",
    code: "Code",
    wrongForm: "Enter the six figures of your app, or a recovery code.",
    copy: "Copy",
    copied: "Copied",
    download: "Download",
    proof: {
      title: "Confirm that it is you",
      text: "You signed in a while ago. Enter your password to go on.",
      textWithCode: "It is a while since you signed in. Type your password and a code of your authenticator to go on.",
      confirm: "Confirm",
      doing: "Confirming…",
      textThere: (name) =>
        `You signed in a while ago. ${name} asks you anew who you are, and then you come back to this page to repeat what you were about to do.`,
      textNoWay:
        "You signed in a while ago, and you have no password in Caudal to confirm it with. Choose one in Profile, Security.",
      there: (name) => `Confirm with ${name}`,
      codeText:
        "You have confirmed at the other service that it is you. The code of your authenticator app is missing.",
      failed: "It was not confirmed that it is you, and nothing was changed",
      again: "Try again",
      back: "Back to where I was",
    },
    step: {
      title: "Second step",
      text: "Open your authenticator app and enter the code for Caudal.",
      hint: "Without your phone? Enter one of your recovery codes here.",
      confirm: "Sign in",
      doing: "Signing in…",
      again: "Start again",
    },
    factor: {
      title: "Two steps",
      off: "Your password alone lets you in. With a second step, whoever guesses or steals it stays outside.",
      lacking: "To turn a second step on, choose a password first.",
      offThere: (service: string) =>
        `You sign in with ${service}, which decides what it asks of you. You can turn on a second step here besides: Caudal asks for a code afterwards.`,
      on: (since: string) => `On since ${since}. Signing in takes a code of your app.`,
      left: (count: number) =>
        count === 0
          ? "You have no recovery codes left. Create others before you lose your phone."
          : `You have ${f.plural(count, "recovery code", "recovery codes")} left.`,
      turnOn: "Turn on two steps",
      turnOff: "Turn off",
      turnOffTitle: "Turn off the two steps",
      turnOffText: "From then on your password alone lets you in. Your recovery codes stop working.",
      turnOffLacking:
        "From then on the password that you choose is enough to sign in. Your recovery codes stop working.",
      turnOffThere: (service: string) =>
        `From then on ${service} is enough to sign in. Your recovery codes stop working.`,
      renew: "Create new codes",
      renewTitle: "Create new recovery codes",
      renewText: "The earlier codes stop working.",
      doing: "One moment…",
      next: "Go on",
      passwordStep: "First, your password.",
      thereStep: (service: string) =>
        `After you sign in with ${service}, Caudal will ask for a code of your phone. If you signed in a while ago, you first confirm there that it is you.`,
      scan: "Scan this picture with your authenticator app (Google Authenticator, Aegis, 1Password or the one that you use).",
      qr: "QR code with the key for your authenticator app",
      typed: "Cannot scan it? Type this key:",
      first: "Then enter the code that it shows you.",
      codesTitle: "Keep your recovery codes",
      codesText:
        "If you lose your phone, each of them lets you in once. Keep them where your password is not: they are not shown again.",
      codesTextLacking:
        "If you lose your phone, each of them stands once for the code of your app. Keep them away from that phone: they are not shown again.",
      codesFile: "caudal-recovery-codes.txt",
      codesHead: (email: string) => `Recovery codes of Caudal for ${email}. Each is good once.`,
      othersEnded: "If other sessions of yours were open, they were ended.",
      keysStay: (count: number): string =>
        count === 1
          ? "This API key was there before and gets in without a code. If you did not make it, revoke it:"
          : "These API keys were there before and get in without a code. Revoke those that you did not make:",
      saved: "I have kept them",
      asked: "One of your accounts asks everybody for the second step: it stays on as long as it does.",
    },
    required: {
      title: "Your account asks for a second step",
      text: (account: string | null) =>
        `Whoever administers ${account === null ? "the account" : `the account “${account}”`} asks everybody to sign in with two steps. Turn it on with an authenticator app, and you go on where you were. What is yours is as you left it.`,
      goOn: "Go on",
      readyTitle: "You can go on",
      ready: "You have what your account asks for.",
      nowhere:
        "You have no password in Caudal, and the service by which you signed in is no more. Tell whoever operates Caudal.",
      elsewhere: (service: string) =>
        `If ${service} asks you for a second step already, sign in again and that one is enough.`,
      there: (service: string) => `Sign in again with ${service}`,
      others: "Your other accounts",
    },
    sessions: {
      title: "Sessions",
      text: "Where your account is open. End what you do not recognise, and change your password.",
      textThere: (service: string | null) =>
        `Where your account is open. End what you do not recognise, and tell whoever ${service === null ? "operates Caudal" : `administers ${service}`}.`,
      program: (name: string | null, system: string | null) =>
        name === null ? (system ?? "Unnamed program") : system === null ? name : `${name} on ${system}`,
      current: "This session",
      used: (ago: string) => `used ${ago}`,
      since: (date: string) => `since ${date}`,
      ends: (date: string) => `ends on ${date} at the latest`,
      end: "End",
      endLabel: (program: string, since: string) => `End the session of ${program} since ${since}`,
      endOthers: "End the others",
      everywhere: "Sign out everywhere",
      everywhereTitle: "Sign out everywhere",
      everywhereText: "All of your sessions end, this one too. Your API keys stay valid.",
      ended: (count: number) => `${f.plural(count, "session", "sessions")} ended.`,
    },
    keys: {
      title: "API keys",
      text: "For a program to work in your name, without your password. It can never do more than you, nor create keys or end sessions.",
      none: "You have no keys yet. Create one to upload files from a program, or to read your findings in another.",
      create: "Create key",
      createTitle: "Create an API key",
      name: "Name",
      nameHint: "To know it again later: which program uses it.",
      needName: "Enter a name.",
      allowed: "What it may do",
      needScope: "Choose at least one.",
      scopes: {
        "files:read": "Read files and findings",
        "files:write": "Upload, process and delete files",
        "account:read": "Read the account and its people",
        "account:manage": "Manage the account",
      },
      expires: "Expires in",
      days: (count: number) => (count === 365 ? "1 year" : f.plural(count, "day", "days")),
      doing: "Creating…",
      madeTitle: "Copy your key now",
      madeText:
        "This is the only time it is shown. Keep it like a password; if it is lost, revoke it and create another.",
      key: "Key",
      done: "Done",
      made: (date: string) => `created ${date}`,
      until: (date: string) => `expires ${date}`,
      used: (ago: string) => `used ${ago}`,
      unused: "never used",
      revoked: (date: string) => `Revoked ${date}`,
      expired: (date: string) => `Expired ${date}`,
      opens: (account: string) => `Opens the account ${account}`,
      revoke: "Revoke",
      revokeLabel: (name: string) => `Revoke the key ${name}`,
      revokeTitle: (name: string) => `Revoke “${name}”`,
      revokeText: "The program that uses it is shut out at once. This cannot be undone.",
      past: (count: number) => f.plural(count, "key that is no longer valid", "keys that are no longer valid"),
    },
    activity: {
      title: "Security activity",
      text: "How your account was entered, who was turned away, and what changed in your ways in. If something was not you, change your password and end your sessions.",
      textThere: (service: string | null) =>
        `How your account was entered, who was turned away, and what changed in your ways in. If something was not you, end your sessions and tell whoever ${service === null ? "operates Caudal" : `administers ${service}`}.`,
      refused: "Refused",
      byOther: "done by somebody else",
      times: (count: number) => f.plural(count, "time", "times"),
      actions: {
        "session.started": () => "You signed in",
        "session.ended": () => "One of your sessions ended",
        "session.refused": () => "Somebody tried to sign in with your address",
        "login.created": () => "A way to sign in was added",
        "login.changed": () => "Your password changed",
        "login.removed": () => "A way to sign in was removed",
        "user.changed": () => "How you sign in was changed",
        "second_factor.turned_on": () => "You turned on two steps",
        "second_factor.turned_off": () => "Two steps were turned off",
        "second_factor.recovery_code_used": () => "A recovery code was used",
        "api_key.created": (name: string) => `You created the API key “${name}”`,
        "api_key.revoked": (name: string) => `The API key “${name}” was revoked`,
        "security.code_refused": () => "A code of the second step was not right",
        "security.proof_refused": () => "The password to confirm that it is you was not right",
        "security.key_refused": (name: string) =>
          name === "" ? "An API key was refused" : `The API key “${name}” was refused`,
        "security.operation_refused": () => "Something asked for in your name was not done",
        "security.limit_reached": () => "There were too many attempts or requests",
        "security.dial_refused": () => "A webhook of yours points to a closed address",
        "security.provider_refused": () => "A sign-in by another service failed",
      },
      reasons: {
        sign_in_refused: "wrong password",
        sign_up_password_wrong: "wrong password at a sign-up's confirmation",
        key_revoked: "it is revoked",
        key_expired: "it expired",
        forbidden: "your role does not allow it",
        key_scope_missing: "the key lacks that permission",
        session_needed: "not to be done with a key",
        viewing_as: "you looked as somebody else",
      },
    },
  };
}
