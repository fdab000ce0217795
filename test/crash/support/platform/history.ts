/** What one person did, and what was answered. A client goes on asking until it gets an answer, as a browser does: nothing here is unknown. */
export type Deed =
  | {
      readonly did: "uploaded";
      /** A name that is given once. */
      readonly name: string;
      readonly sha256: string;
      readonly rows: number;
      readonly fileId: string;
    }
  /** Asked for a run; the same key was sent until there was an answer. */
  | { readonly did: "processed"; readonly fileId: string; readonly key: string; readonly runId: string }
  /** `conflict`: the run had ended already. */
  | { readonly did: "cancelled"; readonly runId: string; readonly conflict: boolean }
  | { readonly did: "deleted"; readonly fileId: string }
  | { readonly did: "shared"; readonly fileId: string; readonly shareId: string; readonly with: string }
  | { readonly did: "revoked"; readonly shareId: string }
  /** Asked for another's file. */
  | { readonly did: "looked in"; readonly fileId: string; readonly open: boolean }
  | { readonly did: "marked read"; readonly notificationId: string }
  /** Saw a list of files that was complete. */
  | { readonly did: "listed"; readonly files: readonly { readonly id: string; readonly userId: string }[] }
  /** Saw the rows of a file: how many there are, and the persons whose marker stands in them. */
  | { readonly did: "saw rows"; readonly fileId: string; readonly total: number; readonly markers: readonly string[] }
  /** An answer that nobody should get, whatever died: another status, or a body that is none of ours. */
  | { readonly did: "was surprised"; readonly by: string };

export type Entry = Deed & {
  readonly who: string;
  /** Milliseconds, of the client's one clock: when it began to ask, and when it was answered. */
  readonly from: number;
  readonly to: number;
};

export type SeenEvent = {
  readonly id: number;
  readonly topic: string;
  readonly subject: string;
  /** Whose it is, where the event says so. */
  readonly userId: string | null;
};

/** What one person's live events said, in the order of their arrival; the reader came back with Last-Event-ID each time. */
export type SeenLive = { readonly who: string; readonly after: number; readonly events: readonly SeenEvent[] };

/** What is there once everything has come to rest: the database's rows, past all policies, and what each person is shown. */
export type Remains = {
  readonly files: readonly {
    readonly id: string;
    readonly who: string;
    readonly name: string;
    readonly status: string;
    readonly sha256: string | null;
    readonly rows: number | null;
    /** Hash of the bytes that a download gives. */
    readonly downloaded: string;
    /** What its latest run that succeeded left: each finding once. */
    readonly insights: readonly string[];
  }[];
  readonly runs: readonly {
    readonly id: string;
    readonly who: string;
    readonly fileId: string;
    readonly state: string;
    readonly attempt: number;
    readonly maxAttempts: number;
    readonly keys: readonly string[];
  }[];
  readonly notifications: readonly {
    readonly id: string;
    readonly who: string;
    readonly fileId: string;
    readonly key: string;
    readonly isRead: boolean;
  }[];
  readonly shares: readonly {
    readonly id: string;
    readonly fileId: string;
    readonly with: string;
    readonly revoked: boolean;
  }[];
  readonly events: readonly {
    readonly id: number;
    readonly who: string;
    readonly topic: string;
    readonly subject: string;
  }[];
  /** By person, ids of the files and notifications that the API shows. */
  readonly shown: readonly {
    readonly who: string;
    readonly files: readonly string[];
    readonly notifications: readonly string[];
  }[];
  /** Files whose bytes lie in the object store. */
  readonly stored: readonly string[];
};

export type History = {
  readonly entries: readonly Entry[];
  readonly live: readonly SeenLive[];
  readonly remains: Remains;
};
