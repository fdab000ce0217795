import { describe, expect, it } from "vitest";
import { checkHistory } from "./check-history.ts";
import type { Entry, History, Remains } from "./history.ts";

const ana = "ana";
const luz = "luz";

/** What a flawless hour leaves: Ana's file was processed twice, Luz's was cancelled, and one of Ana's is deleted. */
const entries: readonly Entry[] = [
  { who: ana, from: 0, to: 10, did: "uploaded", name: "a1.csv", sha256: "aa", rows: 5, fileId: "f1" },
  { who: ana, from: 11, to: 20, did: "uploaded", name: "a2.csv", sha256: "bb", rows: 6, fileId: "f2" },
  { who: luz, from: 0, to: 20, did: "uploaded", name: "l1.csv", sha256: "cc", rows: 7, fileId: "f3" },
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
];

const notice = (id: string, who: string, fileId: string, key: string, isRead = true) => ({
  id,
  who,
  fileId,
  key,
  isRead,
});
const run = (id: string, who: string, fileId: string, state: string, keys: readonly string[] = []) => ({
  id,
  who,
  fileId,
  state,
  attempt: 1,
  maxAttempts: 5,
  keys,
});
const file = (id: string, who: string, name: string, sha256: string, rows: number, status = "done") => ({
  id,
  who,
  name,
  status,
  sha256: status === "done" ? sha256 : null,
  rows: status === "done" ? rows : null,
  downloaded: sha256,
  insights: status === "done" ? ["missing", "types"] : [],
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
  stored: ["f1", "f3"],
};

const event = (id: number, topic: string, subject: string, userId: string | null) => ({ id, topic, subject, userId });
const flawless: History = {
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

type Change = (history: History) => History;
const remaining =
  (change: (remains: Remains) => Partial<Remains>): Change =>
  (history) => ({ ...history, remains: { ...history.remains, ...change(history.remains) } });
const also =
  (...more: readonly Entry[]): Change =>
  (history) => ({ ...history, entries: [...history.entries, ...more] });
const told =
  (events: readonly ReturnType<typeof event>[]): Change =>
  (history) => ({ ...history, live: [{ who: ana, after: 0, events }] });

const broken: readonly (readonly [what: string, change: Change, said: RegExp])[] = [
  [
    "a lost file",
    remaining(({ files }) => ({ files: files.slice(1) })),
    /no acknowledged file is lost: a1.csv of ana is gone/,
  ],
  [
    "a file with other bytes",
    remaining(({ files }) => ({ files: files.map((each) => ({ ...each, downloaded: "xx" })) })),
    /a1.csv has other bytes/,
  ],
  [
    "a file that changed hands",
    remaining(({ files }) => ({ files: files.map((each) => ({ ...each, who: luz })) })),
    /a1.csv of ana is luz's/,
  ],
  [
    "an upload that made two files",
    remaining(({ files }) => ({ files: [...files, file("f9", ana, "a1.csv", "aa", 5)] })),
    /a1.csv is there twice/,
  ],
  [
    "a file out of nowhere",
    remaining(({ files }) => ({ files: [...files, file("f9", ana, "z9.csv", "aa", 5)] })),
    /z9.csv was sent by nobody/,
  ],
  [
    "a deleted file that came back",
    remaining(({ files }) => ({ files: [...files, file("f2", ana, "a2.csv", "bb", 6)] })),
    /file f2 is still there/,
  ],
  [
    "bytes of a deleted file",
    remaining(({ stored }) => ({ stored: [...stored, "f2"] })),
    /the bytes of f2 are still there/,
  ],
  [
    "a run of a deleted file",
    remaining(({ runs }) => ({ runs: [...runs, run("r9", ana, "f2", "succeeded")] })),
    /run r9 outlived its file/,
  ],
  [
    "lost rows",
    remaining(({ files }) => ({ files: files.map((each) => (each.id === "f1" ? { ...each, rows: 4 } : each)) })),
    /a1.csv has 4 of 5 rows/,
  ],
  [
    "a page with rows twice",
    also({ who: ana, from: 50, to: 51, did: "saw rows", fileId: "f1", total: 10, markers: [ana] }),
    /10 rows of f1 were shown/,
  ],
  [
    "a doubled finding",
    remaining(({ files }) => ({ files: files.map((each) => ({ ...each, insights: ["types", "types"] })) })),
    /a1.csv says twice: types/,
  ],
  [
    "no finding at all",
    remaining(({ files }) => ({ files: files.map((each) => ({ ...each, insights: [] })) })),
    /a1.csv says nothing/,
  ],
  [
    "a stuck run",
    remaining(({ runs }) => ({ runs: runs.map((each) => (each.id === "r2" ? { ...each, state: "running" } : each)) })),
    /run r2 is running/,
  ],
  [
    "a run that failed at once",
    remaining(({ runs }) => ({ runs: runs.map((each) => (each.id === "r1" ? { ...each, state: "failed" } : each)) })),
    /run r1 failed at attempt 1/,
  ],
  [
    "a file that is processed for ever",
    remaining(({ files }) => ({ files: files.map((each) => ({ ...each, status: "processing" })) })),
    /a1.csv is being processed for ever/,
  ],
  ["a lost run", remaining(({ runs }) => ({ runs: runs.filter(({ id }) => id !== "r2") })), /run r2 is gone/],
  [
    "a key of two runs",
    remaining(({ runs }) => ({ runs: [...runs, run("r9", ana, "f1", "succeeded", ["k1"])] })),
    /key ana k1 names two runs/,
  ],
  [
    "a cancelled run that goes on",
    remaining(({ runs }) => ({
      runs: runs.map((each) => (each.id === "r4" ? { ...each, state: "cancelling" } : each)),
    })),
    /run r4 goes on, cancelling/,
  ],
  [
    "a lost notification",
    remaining(({ notifications }) => ({ notifications: notifications.filter(({ id }) => id !== "n5") })),
    /told 1 times instead of 2 of the end of a run that succeeded/,
  ],
  [
    "a doubled notification",
    remaining(({ notifications }) => ({
      notifications: [...notifications, notice("n9", luz, "f3", "file.cancelled")],
    })),
    /told 2 times instead of 1 of the end of a run that was cancelled/,
  ],
  [
    "a notification that is unread again",
    remaining(({ notifications }) => ({ notifications: notifications.map((each) => ({ ...each, isRead: false })) })),
    /notification n3 is unread again/,
  ],
  [
    "another's file in a list",
    also({
      who: luz,
      from: 60,
      to: 61,
      did: "listed",
      files: ["f1", "f3"].map((id) => ({ id, userId: id === "f1" ? ana : luz })),
    }),
    /nobody sees what is another's: luz was shown file f1/,
  ],
  [
    "another's row",
    also({ who: ana, from: 60, to: 61, did: "saw rows", fileId: "f1", total: 5, markers: [ana, luz] }),
    /ana was shown a row of luz/,
  ],
  [
    "another's notification in the end",
    remaining(({ shown }) => ({
      shown: shown.map((each) => ({ ...each, notifications: [...each.notifications, "n1"] })),
    })),
    /luz is shown notification n1/,
  ],
  [
    "a hidden file",
    remaining(({ shown }) => ({ shown: shown.map((each) => ({ ...each, files: [] })) })),
    /ana is not shown file f1/,
  ],
  [
    "a list without what was acknowledged",
    also({ who: ana, from: 60, to: 61, did: "listed", files: [] }),
    /a1.csv was missing from a list/,
  ],
  [
    "a list with what was deleted",
    also({ who: ana, from: 60, to: 61, did: "listed", files: ["f1", "f2"].map((id) => ({ id, userId: ana })) }),
    /deleted file f2 was in a list/,
  ],
  [
    "a surprising answer",
    also({ who: ana, from: 60, to: 61, did: "was surprised", by: "GET /api/me: 500" }),
    /GET \/api\/me: 500/,
  ],
  [
    "an event that was never told",
    told([event(4, "notification", "n3", ana), event(5, "file", "f1", ana)]),
    /never told 6/,
  ],
  ["an event that was told twice", told([4, 4, 5, 6].map((id) => event(id, "file", "f1", ana))), /told 4 after 4/],
  ["events out of order", told([5, 4, 6].map((id) => event(id, "file", "f1", ana))), /told 4 after 5/],
  [
    "an event of somebody else",
    told([3, 4, 5, 6].map((id) => event(id, "file", "f1", id === 3 ? luz : ana))),
    /ana was told of luz's 3/,
  ],
];

describe("a history", () => {
  it("without a flaw is accepted", () => {
    expect(checkHistory(flawless)).toEqual([]);
  });

  it("in which a file was deleted while it was listed is accepted, with it and without", () => {
    for (const files of [["f1"], ["f1", "f2"]]) {
      const change = also({
        who: ana,
        from: 35,
        to: 45,
        did: "listed",
        files: files.map((id) => ({ id, userId: ana })),
      });
      expect(checkHistory(change(flawless))).toEqual([]);
    }
  });

  it("in which only the newest of several events about one thing was told is accepted", () => {
    const change = told([
      event(4, "notification", "n3", ana),
      event(5, "file", "f1", ana),
      event(6, "file_removed", "f2", null),
    ]);
    expect(checkHistory(change(flawless))).toEqual([]);
  });

  it("in which a file is looked into while its share is revoked is accepted, open and shut", () => {
    for (const open of [true, false])
      expect(
        checkHistory(also({ who: luz, from: 52, to: 53, did: "looked in", fileId: "f1", open })(flawless)),
      ).toEqual([]);
  });

  it("in which a colleague is told of a file that was shared is accepted", () => {
    const events = [event(2, "file", "f1", ana), event(3, "file", "f3", luz)];
    expect(checkHistory({ ...flawless, live: [{ who: luz, after: 0, events }] })).toEqual([]);
  });

  it("in which a run failed at its last attempt, and was told of, is accepted", () => {
    const change = remaining(({ runs, notifications }) => ({
      runs: [...runs, { ...run("r9", luz, "f3", "failed"), attempt: 5 }],
      notifications: [
        ...notifications,
        notice("n9", luz, "f3", "file.processing"),
        notice("n10", luz, "f3", "file.error"),
      ],
      shown: [
        { who: ana, files: ["f1"], notifications: ["n1", "n2", "n3", "n4", "n5"] },
        { who: luz, files: ["f3"], notifications: ["n6", "n7", "n8", "n9", "n10"] },
      ],
    }));
    expect(checkHistory(change(flawless))).toEqual([]);
  });

  it.each(broken)("with %s is refused", (_what, change, said) => {
    expect(checkHistory(change(flawless)).join("\n")).toMatch(said);
  });
});
