import { accessRules } from "./check-access.ts";
import { checkLive } from "./check-live.ts";
import { peopleRules } from "./check-people.ts";
import { recordRules } from "./check-record.ts";
import type { Entry, History } from "./history.ts";
import { endsOf, goneFiles, ofKind, openness, repeated } from "./read-entries.ts";

type Rule = (history: History) => readonly string[];

/** What must hold of a history, each rule with the promise that it keeps. Pure: the same history is always judged alike. */
const rules: Readonly<Record<string, Rule>> = {
  "no answer surprises": ({ entries }) => ofKind(entries, "was surprised").map(({ who, by }) => `${who}: ${by}`),

  "no acknowledged file is lost": ({ entries, remains }) =>
    standing(entries).flatMap((file) => {
      const left = remains.files.find(({ id }) => id === file.fileId);
      if (left === undefined) return [`${file.name} of ${file.who} is gone`];
      return [
        ...(left.who === file.who ? [] : [`${file.name} of ${file.who} is ${left.who}'s`]),
        ...(left.name === file.name ? [] : [`${file.name} is called ${left.name}`]),
        ...(left.downloaded === file.sha256 ? [] : [`${file.name} has other bytes`]),
      ];
    }),

  "no file is there twice, and none that nobody sent": ({ entries, remains }) => {
    const sent = new Set(ofKind(entries, "uploaded").map(({ name }) => name));
    return [
      ...repeated(remains.files.map(({ name }) => name)).map((name) => `${name} is there twice`),
      ...remains.files.filter(({ name }) => !sent.has(name)).map(({ name }) => `${name} was sent by nobody`),
    ];
  },

  "what was deleted is gone, with all that was made of it": ({ entries, remains }) => {
    const gone = goneFiles(entries);
    return [
      ...remains.files.filter(({ id }) => gone.has(id)).map(({ id }) => `file ${id} is still there`),
      ...remains.runs.filter(({ fileId }) => gone.has(fileId)).map(({ id }) => `run ${id} outlived its file`),
      ...ofKind(entries, "uploaded")
        .filter(({ fileId, uploadId }) => gone.has(fileId) && remains.stored.some(({ folder }) => folder === uploadId))
        .map(({ fileId }) => `the bytes of ${fileId} are still there`),
      ...remains.stored.flatMap(({ folder, known }) => (known ? [] : [`bytes of nobody lie in ${folder}`])),
    ];
  },

  "no row is lost": ({ entries, remains }) => {
    const rowsOf = new Map(ofKind(entries, "uploaded").map((file) => [file.fileId, file]));
    return [
      ...remains.files.flatMap(({ id, name, status, rows, sha256 }) => {
        const sent = rowsOf.get(id);
        if (status !== "done" || sent === undefined) return [];
        return [
          ...(rows === sent.rows ? [] : [`${name} has ${rows} of ${sent.rows} rows`]),
          ...(sha256 === sent.sha256 ? [] : [`${name} was read with other bytes`]),
        ];
      }),
      ...ofKind(entries, "saw rows").flatMap(({ fileId, total }) =>
        total === rowsOf.get(fileId)?.rows ? [] : [`${total} rows of ${fileId} were shown`],
      ),
    ];
  },

  "no finding is there twice": ({ remains }) =>
    remains.files.flatMap(({ name, status, insights }) => [
      ...repeated(insights).map((insight) => `${name} says twice: ${insight}`),
      ...(status === "done" && insights.length === 0 ? [`${name} says nothing`] : []),
    ]),

  "no run is stuck, and each file stands where its last run left it": ({ remains }) => [
    ...remains.runs.filter(({ state }) => !ended.has(state)).map(({ id, state }) => `run ${id} is ${state}`),
    ...remains.runs
      .filter(({ state, attempt, maxAttempts }) => state === "failed" && attempt < maxAttempts)
      .map(({ id, attempt }) => `run ${id} failed at attempt ${attempt} though nothing is wrong with its file`),
    ...remains.files
      .filter(({ status }) => status === "processing")
      .map(({ name }) => `${name} is being processed for ever`),
  ],

  "an acknowledged run is there, and its key names it alone": ({ entries, remains }) => {
    const gone = goneFiles(entries);
    return [
      ...ofKind(entries, "processed").flatMap(({ fileId, key, runId }) => {
        if (gone.has(fileId)) return [];
        const run = remains.runs.find(({ id }) => id === runId);
        if (run === undefined) return [`run ${runId} is gone`];
        return run.keys.includes(key) && run.fileId === fileId ? [] : [`run ${runId} does not know its key ${key}`];
      }),
      ...repeated(remains.runs.flatMap(({ who, keys }) => keys.map((key) => `${who} ${key}`))).map(
        (key) => `key ${key} names two runs`,
      ),
    ];
  },

  "a cancelled run ended": ({ entries, remains }) =>
    ofKind(entries, "cancelled").flatMap(({ runId, conflict }) => {
      const run = remains.runs.find(({ id }) => id === runId);
      return conflict || run === undefined || ended.has(run.state) ? [] : [`run ${runId} goes on, ${run.state}`];
    }),

  "no notification is lost, none is doubled": (history) => checkNotifications(history),

  "what was marked as read stays so": ({ entries, remains }) =>
    ofKind(entries, "marked read").flatMap(({ notificationId }) => {
      const left = remains.notifications.find(({ id }) => id === notificationId);
      return left === undefined || left.isRead ? [] : [`notification ${notificationId} is unread again`];
    }),

  "nobody sees what is another's": ({ entries, remains }) => [
    ...ofKind(entries, "listed").flatMap(({ who, files }) =>
      files.filter(({ userId }) => userId !== who).map(({ id }) => `${who} was shown file ${id}`),
    ),
    ...ofKind(entries, "saw rows").flatMap(({ who, markers }) =>
      markers.filter((marker) => marker !== who).map((marker) => `${who} was shown a row of ${marker}`),
    ),
    ...remains.shown.flatMap(({ who, files, notifications }) => [
      ...files.filter((id) => ownerOf(remains.files, id) !== who).map((id) => `${who} is shown file ${id}`),
      ...notifications
        .filter((id) => ownerOf(remains.notifications, id) !== who)
        .map((id) => `${who} is shown notification ${id}`),
    ]),
  ],

  "everybody sees all that is theirs": ({ remains }) =>
    remains.shown.flatMap(({ who, files, notifications }) => [
      ...missing(remains.files, who, files).map((id) => `${who} is not shown file ${id}`),
      ...missing(remains.notifications, who, notifications).map((id) => `${who} is not shown notification ${id}`),
    ]),

  "a list shows what was acknowledged before, and nothing that was deleted before": ({ entries }) =>
    ofKind(entries, "listed").flatMap(({ who, from, to, files }) => {
      const seen = new Set(files.map(({ id }) => id));
      const own = entries.filter((entry) => entry.who === who);
      const deletions = ofKind(own, "deleted");
      return [
        ...ofKind(own, "uploaded")
          .filter((file) => file.to <= from && !seen.has(file.fileId))
          .filter(({ fileId }) => !deletions.some((deletion) => deletion.fileId === fileId && deletion.from <= to))
          .map(({ name }) => `${name} was missing from a list`),
        ...deletions
          .filter((deletion) => deletion.to <= from && seen.has(deletion.fileId))
          .map(({ fileId }) => `deleted file ${fileId} was in a list`),
        ...repeated(files.map(({ id }) => id)).map((id) => `file ${id} was in a list twice`),
      ];
    }),

  "no share is lost, none is doubled, and none holds after it was revoked": ({ entries, remains }) => {
    const gone = goneFiles(entries);
    const revoked = new Set(ofKind(entries, "revoked").map(({ shareId }) => shareId));
    return [
      ...ofKind(entries, "shared").flatMap(({ fileId, shareId }) => {
        if (gone.has(fileId)) return [];
        const share = remains.shares.find(({ id }) => id === shareId);
        if (share === undefined) return [`share ${shareId} is gone`];
        return share.revoked === revoked.has(shareId)
          ? []
          : [`share ${shareId} is ${share.revoked ? "" : "not "}revoked`];
      }),
      ...repeated(
        remains.shares.flatMap((share) =>
          share.revoked || share.with === null ? [] : [`${share.fileId} with ${share.with}`],
        ),
      ).map((share) => `${share} is shared twice`),
    ];
  },

  "another's file is open while it is shared, and only then": ({ entries }) =>
    ofKind(entries, "looked in").flatMap((look) => {
      const { may, must } = openness(
        look,
        ofKind(entries, "shared")
          .filter((share) => share.fileId === look.fileId && share.with === look.who)
          .map((begun) => ({
            begun,
            ended: [
              ...ofKind(entries, "revoked").filter(({ shareId }) => shareId === begun.shareId),
              ...endsOf(entries, look.fileId),
            ],
          })),
      );
      if (look.open && !may) return [`${look.who} was let into ${look.fileId}`];
      return !look.open && must ? [`${look.who} was kept out of ${look.fileId}`] : [];
    }),

  ...accessRules,
  ...peopleRules,
  ...recordRules,

  "live events have no gap after Last-Event-ID": (history) => checkLive(history),
};

const ended = new Set(["succeeded", "failed", "cancelled"]);

/** Everything that is wrong with a history, each with the promise that was broken. */
export function checkHistory(history: History): readonly string[] {
  return Object.entries(rules).flatMap(([promise, rule]) => rule(history).map((problem) => `${promise}: ${problem}`));
}

/** For every file one notice of its arrival; for every run one of its start, and one of its end as it ended. */
function checkNotifications({ remains }: History): readonly string[] {
  return remains.files.flatMap(({ id, name }) => {
    const told = (...keys: readonly string[]): number =>
      remains.notifications.filter((notice) => notice.fileId === id && keys.includes(notice.key)).length;
    const runs = remains.runs.filter(({ fileId }) => fileId === id);
    const of = (state: string): number => runs.filter((run) => run.state === state).length;
    const due = [
      [1, told("file.uploaded"), "its arrival"],
      [runs.length, told("file.processing"), "the start of a run"],
      [of("succeeded"), told("file.done"), "the end of a run that succeeded"],
      [of("failed"), told("file.error", "file.kept"), "the end of a run that failed"],
      [of("cancelled"), told("file.cancelled"), "the end of a run that was cancelled"],
    ] as const;
    return due.flatMap(([times, found, what]) =>
      times === found ? [] : [`${name}: told ${found} times instead of ${times} of ${what}`],
    );
  });
}

function standing(entries: readonly Entry[]) {
  const gone = goneFiles(entries);
  return ofKind(entries, "uploaded").filter(({ fileId }) => !gone.has(fileId));
}

type Owned = readonly { readonly id: string; readonly who: string }[];

function ownerOf(things: Owned, id: string): string | undefined {
  return things.find((thing) => thing.id === id)?.who;
}

function missing(things: Owned, who: string, shown: readonly string[]): readonly string[] {
  const seen = new Set(shown);
  return things.filter((thing) => thing.who === who && !seen.has(thing.id)).map(({ id }) => id);
}
