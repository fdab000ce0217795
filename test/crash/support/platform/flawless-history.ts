import type { Entry, History, Remains } from "./history.ts";

export const ana = "ana";
export const luz = "luz";
export const ida = "ida";

/** What a flawless hour leaves: Ana's file was processed twice, Luz's was cancelled, and one of Ana's is deleted; of links, keys and invitations it says so below. */
const entries: readonly Entry[] = [
  { who: ana, from: 0, to: 10, did: "uploaded", name: "a1.csv", sha256: "aa", rows: 5, fileId: "f1", uploadId: "u1" },
  { who: ana, from: 11, to: 20, did: "uploaded", name: "a2.csv", sha256: "bb", rows: 6, fileId: "f2", uploadId: "u2" },
  { who: luz, from: 0, to: 20, did: "uploaded", name: "l1.csv", sha256: "cc", rows: 7, fileId: "f3", uploadId: "u3" },
  { who: ana, from: 21, to: 22, did: "listed", files: ["f1", "f2"].map((id) => ({ id, userId: ana })) },
  { who: ana, from: 23, to: 30, did: "processed", fileId: "f1", key: "k1", runId: "r2" },
  { who: luz, from: 23, to: 30, did: "cancelled", runId: "r4", conflict: false },
  { who: ana, from: 31, to: 40, did: "deleted", fileId: "f2" },
  { who: ana, from: 41, to: 42, did: "listed", files: [{ id: "f1", userId: ana }] },
  { who: ana, from: 43, to: 44, did: "saw rows", fileId: "f1", total: 5, markers: [ana] },
  { who: ana, from: 45, to: 46, did: "marked read", notificationId: "n3" },
  { who: luz, from: 46, to: 46.5, did: "looked in", fileId: "f1", open: false },
  { who: ana, from: 47, to: 48, did: "shared", fileId: "f1", shareId: "s1", with: luz },
  { who: luz, from: 49, to: 50, did: "looked in", fileId: "f1", open: true },
  { who: ana, from: 51, to: 53, did: "revoked", shareId: "s1" },
  { who: ana, from: 54, to: 55, did: "shared", fileId: "f1", shareId: "s2", with: luz },
  // Two links, of which one was ended; two keys, of which one was revoked.
  { who: ana, from: 56, to: 57, did: "made link", fileId: "f1", shareId: "s3" },
  { who: luz, from: 58, to: 59, did: "opened link", shareId: "s3", fileName: "a1.csv" },
  { who: ana, from: 60, to: 62, did: "revoked", shareId: "s3" },
  { who: luz, from: 63, to: 64, did: "opened link", shareId: "s3", fileName: null },
  { who: ana, from: 65, to: 66, did: "made link", fileId: "f1", shareId: "s4" },
  { who: ana, from: 56, to: 57, did: "made key", keyId: "c1" },
  { who: ana, from: 58, to: 59, did: "used key", keyId: "c1", open: true },
  { who: ana, from: 60, to: 62, did: "revoked key", keyId: "c1" },
  { who: ana, from: 63, to: 64, did: "used key", keyId: "c1", open: false },
  { who: ana, from: 65, to: 66, did: "made key", keyId: "c2" },
  // Three are invited: Ida comes, brings a file, shares it and is erased; Leo's invitation is taken back; Eva stays.
  { who: ana, from: 70, to: 71, did: "invited", invitationId: "i1", email: "ida@" },
  { who: "ida@ 1", from: 72, to: 73, did: "accepted", invitationId: "i1", email: "ida@", userId: ida },
  { who: "ida@ 2", from: 72, to: 74, did: "was turned away", invitationId: "i1", code: "invitation_used" },
  { who: ida, from: 75, to: 76, did: "uploaded", name: "i1.csv", sha256: "dd", rows: 3, fileId: "f4", uploadId: "u4" },
  { who: ida, from: 77, to: 78, did: "shared", fileId: "f4", shareId: "s5", with: ana },
  { who: ana, from: 79, to: 80, did: "looked in", fileId: "f4", open: true },
  { who: ida, from: 79, to: 80, did: "made key", keyId: "c3" },
  { who: ida, from: 79, to: 80, did: "made link", fileId: "f4", shareId: "s6" },
  { who: ida, from: 81, to: 83, did: "erased", email: "ida@" },
  { who: ana, from: 84, to: 85, did: "looked in", fileId: "f4", open: false },
  { who: ana, from: 84, to: 85, did: "opened link", shareId: "s6", fileName: null },
  { who: ida, from: 84, to: 85, did: "used key", keyId: "c3", open: false },
  { who: ana, from: 70, to: 71, did: "invited", invitationId: "i2", email: "leo@" },
  { who: ana, from: 72, to: 73, did: "took back", invitationId: "i2", used: false },
  { who: "leo@ 1", from: 74, to: 75, did: "was turned away", invitationId: "i2", code: "invitation_revoked" },
  { who: ana, from: 70, to: 71, did: "invited", invitationId: "i3", email: "eva@" },
  { who: "eva@ 2", from: 72, to: 74, did: "accepted", invitationId: "i3", email: "eva@", userId: "eva" },
  { who: ana, from: 73, to: 75, did: "took back", invitationId: "i3", used: true },
];

export const notice = (id: string, who: string, fileId: string, key: string, isRead = true) => ({
  id,
  who,
  fileId,
  key,
  isRead,
});
export const run = (id: string, who: string, fileId: string, state: string, keys: readonly string[] = []) => ({
  id,
  who,
  fileId,
  state,
  attempt: 1,
  maxAttempts: 5,
  keys,
});
export const file = (id: string, who: string, name: string, sha256: string, rows: number, status = "done") => ({
  id,
  who,
  name,
  status,
  sha256: status === "done" ? sha256 : null,
  rows: status === "done" ? rows : null,
  downloaded: sha256,
  insights: status === "done" ? ["missing", "types"] : [],
});

export const receipt = (runId: string): Remains["receipts"][number] => ({
  runId,
  waits: false,
  seal: "good",
  verdict: "intact",
  told: [],
});

const remains: Remains = {
  files: [file("f1", ana, "a1.csv", "aa", 5), file("f3", luz, "l1.csv", "cc", 7, "uploaded")],
  runs: [
    run("r1", ana, "f1", "succeeded"),
    run("r2", ana, "f1", "succeeded", ["k1"]),
    run("r4", luz, "f3", "cancelled"),
  ],
  notifications: [
    notice("n1", ana, "f1", "file.uploaded"),
    notice("n2", ana, "f1", "file.processing"),
    notice("n3", ana, "f1", "file.done"),
    notice("n4", ana, "f1", "file.processing"),
    notice("n5", ana, "f1", "file.done", false),
    notice("n6", luz, "f3", "file.uploaded"),
    notice("n7", luz, "f3", "file.processing"),
    notice("n8", luz, "f3", "file.cancelled"),
  ],
  shares: [
    { id: "s1", fileId: "f1", with: luz, revoked: true },
    { id: "s2", fileId: "f1", with: luz, revoked: false },
    { id: "s3", fileId: "f1", with: null, revoked: true },
    { id: "s4", fileId: "f1", with: null, revoked: false },
  ],
  events: [
    { id: 1, who: ana, topic: "file", subject: "f1" },
    { id: 2, who: ana, topic: "file", subject: "f2" },
    { id: 3, who: luz, topic: "file", subject: "f3" },
    { id: 4, who: ana, topic: "notification", subject: "n3" },
    { id: 5, who: ana, topic: "file", subject: "f1" },
    { id: 6, who: ana, topic: "file_removed", subject: "f2" },
  ],
  shown: [
    { who: ana, files: ["f1"], notifications: ["n1", "n2", "n3", "n4", "n5"] },
    { who: luz, files: ["f3"], notifications: ["n6", "n7", "n8"] },
  ],
  keys: [
    { id: "c1", who: ana, revoked: true },
    { id: "c2", who: ana, revoked: false },
  ],
  invitations: [
    { id: "i2", state: "revoked", acceptedBy: null },
    { id: "i3", state: "accepted", acceptedBy: "eva" },
  ],
  addresses: [
    { email: "ida@", mails: 0, persons: 0, members: 0 },
    { email: "leo@", mails: 1, persons: 0, members: 0 },
    { email: "eva@", mails: 1, persons: 1, members: 1 },
  ],
  traces: [],
  stored: [
    { folder: "u1", known: true },
    { folder: "u3", known: true },
  ],
  audit: { seals: 40, heads: 12, unsealed: 0, erasures: 1, findings: [], disagreements: [] },
  receipts: [receipt("r1"), receipt("r2"), receipt("r4")],
};

export const event = (id: number, topic: string, subject: string, userId: string | null) => ({
  id,
  topic,
  subject,
  userId,
});
export const flawless: History = {
  entries,
  remains,
  live: [
    {
      who: ana,
      after: 0,
      events: [event(4, "notification", "n3", ana), event(5, "file", "f1", ana), event(6, "file_removed", "f2", null)],
    },
    { who: luz, after: 0, events: [event(3, "file", "f3", luz)] },
  ],
};

export type Change = (history: History) => History;
export const remaining =
  (change: (remains: Remains) => Partial<Remains>): Change =>
  (history) => ({ ...history, remains: { ...history.remains, ...change(history.remains) } });
export const also =
  (...more: readonly Entry[]): Change =>
  (history) => ({ ...history, entries: [...history.entries, ...more] });
export type Broken = readonly (readonly [what: string, change: Change, said: RegExp])[];
