import type { WebhookKind } from "@caudal/contract/resources/webhook.ts";
import type { Words } from "../es/words.ts";

const kinds: Readonly<Record<WebhookKind, string>> = {
  "file.uploaded": "A file arrived",
  "file.processing": "Reading began",
  "file.done": "Processing ended well",
  "file.error": "Processing failed",
  "file.kept": "Processing again failed",
  "file.cancelled": "Processing was cancelled",
  "share.begun": "A file was shared with you",
  "webhook.failing": "Another webhook stopped accepting",
  "webhook.gone": "Another webhook asked for no more",
  "webhook.undelivered": "A notification did not reach another webhook",
};

export function webhookWords(): Words["webhooks"] {
  return {
    title: "Webhooks",
    text: "Caudal calls a program of yours with each notification, signed so that you know it comes from here.",
    none: "There is none yet. Add the address of your program.",
    add: "Add webhook",
    addTitle: "Add a webhook",
    editTitle: "Change the webhook",
    name: "Name",
    nameHint: "To know it again later: which program receives.",
    needName: "Give it a name.",
    url: "Address",
    urlHint: "Begins with https://. If you change it, another secret is made.",
    needUrl: "Give the address.",
    kindsLabel: "Which notifications it gets",
    needKind: "Choose at least one.",
    kinds,
    kind: (key: string) =>
      Object.entries(kinds).find(([known]) => known === key)?.[1] ?? (key === "webhook.test" ? "Test" : key),
    save: "Save",
    saving: "Saving…",
    secretTitle: "Copy the secret now",
    secretText: "Your program verifies the signature with it. It is not shown again.",
    secret: "Secret",
    done: "I have kept it",
    never: "not used yet",
    called: (ago: string) => `called ${ago}`,
    failures: (count: number) => (count === 1 ? "1 failure in a row" : `${count} failures in a row`),
    off: "Off",
    stopped: {
      failing: "Off: it took no notification for three days.",
      gone: "Off: it answered that it is gone.",
      taken_back:
        "Off: you took your account back or chose another password. Turn it on if the address is still yours.",
    },
    bothUntil: (when: string) => `The secret before signs as well until ${when}.`,
    test: "Test",
    edit: "Change",
    rotate: "Change secret",
    rotateTitle: (name: string) => `Change the secret of “${name}”`,
    rotateText: "For a day both sign, so that you can change your program without losing notifications.",
    turnOn: "Switch on",
    turnOff: "Switch off",
    remove: "Delete",
    removeTitle: (name: string) => `Delete “${name}”`,
    removeText: "It gets no more notifications. Those that waited are not sent.",
    about: (action: string, name: string) => `${action}: ${name}`,
    deliveries: "Last messages",
    noDeliveries: "Nothing was sent yet.",
    state: { pending: "Waiting", sent: "Received", failed: "Did not arrive" },
    undelivered: (count: number) =>
      count === 1
        ? "1 notification did not arrive. It is kept for 30 days."
        : `${count} notifications did not arrive. They are kept for 30 days.`,
    undeliveredOff: "Switch the webhook on to send them again.",
    replayAll: (count: number) => (count === 1 ? "Send it again" : `Send all ${count} again`),
    replay: "Send again",
    failedOnly: "Only what did not arrive",
    noneFailed: "Nothing is missing.",
    more: "Show more",
    attempts: (count: number) => (count === 1 ? "1 attempt" : `${count} attempts`),
  };
}
