/** What one person did, and what was answered. A client goes on asking until it gets an answer, as a browser does: nothing here is unknown. */
export type Deed =
  | {
      readonly did: "uploaded";
      /** A name that is given once. */
      readonly name: string;
      readonly sha256: string;
      readonly rows: number;
      readonly fileId: string;
      /** By which the store names the folder of its bytes. */
      readonly uploadId: string;
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
  /** A link of which everybody may open the file who has its address. It is ended as other shares are. */
  | { readonly did: "made link"; readonly fileId: string; readonly shareId: string }
  /** Asked for a link's file without signing in: the name that was shown, null where it was refused. */
  | { readonly did: "opened link"; readonly shareId: string; readonly fileName: string | null }
  | { readonly did: "made key"; readonly keyId: string }
  | { readonly did: "used key"; readonly keyId: string; readonly open: boolean }
  | { readonly did: "revoked key"; readonly keyId: string }
  | { readonly did: "invited"; readonly invitationId: string; readonly email: string }
  /** `used`: somebody had accepted it already. */
  | { readonly did: "took back"; readonly invitationId: string; readonly used: boolean }
  /** Followed an invitation's link and is a member now. `who` is who followed it, the member is `userId`. */
  | { readonly did: "accepted"; readonly invitationId: string; readonly email: string; readonly userId: string }
  | { readonly did: "was turned away"; readonly invitationId: string; readonly code: string }
  | { readonly did: "erased"; readonly email: string }
  /** Was let in after their erasure. */
  | { readonly did: "came back" }
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
    /** Null for a link. */
    readonly with: string | null;
    readonly revoked: boolean;
  }[];
  readonly keys: readonly { readonly id: string; readonly who: string; readonly revoked: boolean }[];
  readonly invitations: readonly {
    readonly id: string;
    readonly state: "open" | "accepted" | "revoked";
    readonly acceptedBy: string | null;
  }[];
  /** Of each address that was invited: how many mails with a link it got, how many persons sign-in knows by it, and how many members there are. */
  readonly addresses: readonly {
    readonly email: string;
    readonly mails: number;
    readonly persons: number;
    readonly members: number;
  }[];
  /** Where an id or the address of a person who was erased is found yet: the table, by person. */
  readonly traces: readonly { readonly who: string; readonly table: string }[];
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
  /** Folders of the object store, named by the upload that made them, and whether a file or an open upload owns up to them. */
  readonly stored: readonly { readonly folder: string; readonly known: boolean }[];
  /** What `caudal audit verify` tells of the chain and its heads, and each head of which a server said that the chain does not have it. */
  readonly audit: {
    readonly seals: number;
    readonly heads: number;
    readonly unsealed: number;
    readonly erasures: number;
    readonly findings: readonly string[];
    readonly disagreements: readonly string[];
  };
  /** Of each run the receipt that its person is given. */
  readonly receipts: readonly {
    readonly runId: string;
    /** No sealer had come by before anybody asked. */
    readonly waits: boolean;
    /** What the published keys say of it; "none" with the answer where there is no receipt. */
    readonly seal: string;
    readonly verdict: string;
    /** What differs. */
    readonly told: readonly string[];
  }[];
};

export type History = {
  readonly entries: readonly Entry[];
  readonly live: readonly SeenLive[];
  readonly remains: Remains;
};
