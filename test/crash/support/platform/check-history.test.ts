import { describe, expect, it } from "vitest";
import { checkHistory } from "./check-history.ts";
import {
  also,
  ana,
  event,
  file,
  flawless,
  luz,
  notice,
  receipt,
  remaining,
  run,
  type Broken,
  type Change,
} from "./flawless-history.ts";

const told =
  (events: readonly ReturnType<typeof event>[]): Change =>
  (history) => ({ ...history, live: [{ who: ana, after: 0, events }] });

const broken: Broken = [
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
    "bytes of a deleted file",
    remaining(({ stored }) => ({ stored: [...stored, { folder: "u2", known: true }] })),
    /the bytes of f2 are still there/,
  ],
  [
    "bytes of nobody",
    remaining(({ stored }) => ({ stored: [...stored, { folder: "u9", known: false }] })),
    /bytes of nobody lie in u9/,
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
    const change = remaining(({ runs, notifications, receipts }) => ({
      receipts: [...receipts, receipt("r9")],
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
