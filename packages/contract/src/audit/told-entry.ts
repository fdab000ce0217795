/** An account's own figures, by column; null follows the server's settings. */
export const quotaColumns: readonly string[] = ["storage_bytes", "files_at_most", "runs_at_once"];

/** What an entry's sentence may speak of. Names are those of today, or of then where nobody goes by them any more. */
export type ToldEntry = {
  /** Who acted, as a person is called in a sentence. */
  readonly who: string;
  /** Whom it is about besides whoever acted, or null. */
  readonly person: string | null;
  /** How the object is called, or null where it has no name or is one person's alone. */
  readonly object: string | null;
  readonly before: (column: string) => string | null;
  readonly after: (column: string) => string | null;
};
export type Sentence = (told: ToldEntry) => string;

/** Names of columns and values, where people know them by other words than the database. */
export type AuditWords = {
  /** In place of a name: somebody who was erased; nobody whom one knew; the platform by itself. */
  readonly erased: string;
  readonly unknown: string;
  readonly platform: string;
  /** In place of an account's figure that follows the server's settings. */
  readonly settings: string;
  /** For an action that these words do not know (from another version). */
  readonly other: (told: ToldEntry, action: string) => string;
  readonly columns: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
};
