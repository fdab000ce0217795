import { findFile, listFiles } from "@caudal/db/queries/files.ts";
import { listInsights } from "@caudal/db/queries/insights.ts";
import { countUnread, listNotifications } from "@caudal/db/queries/notifications.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Transaction } from "kysely";

/** A statement as it went to the database. */
export type Said = { readonly sql: string; readonly parameters: readonly unknown[] };

export type Read = {
  readonly name: string;
  /** What a request's handler asks in its scope; gives what the answer is made of. */
  readonly ask: (tx: Transaction<Database>, fileId: string) => Promise<unknown>;
};

/** What the pages ask most. */
export const reads: readonly Read[] = [
  { name: "list of files", ask: (tx) => listFiles(tx, { limit: 21 }) },
  { name: "one file", ask: (tx, fileId) => findFile(tx, fileId) },
  { name: "findings", ask: async (tx, fileId) => [await findFile(tx, fileId), await listInsights(tx, fileId)] },
  { name: "notifications", ask: async (tx) => [await listNotifications(tx, { limit: 21 }), await countUnread(tx)] },
];

/**
 * The very same statement for a role without policies, which sees everybody's rows: where it neither names a file nor the person in its own
 * words, as the notifications do, the person is named in it, as code without policies would.
 */
export function withoutPolicies({ sql, parameters }: Said, whose: { userId: string; accountId: string }): Said {
  if (!sql.includes('from "notifications"')) return { sql, parameters };
  const own = `"account_id" = $${parameters.length + 1} and "user_id" = $${parameters.length + 2}`;
  const order = sql.indexOf(" order by ");
  const [head, tail] = order === -1 ? [sql, ""] : [sql.slice(0, order), sql.slice(order)];
  const joined = head.includes(" where ") ? "and" : "where";
  return { sql: `${head} ${joined} ${own}${tail}`, parameters: [...parameters, whose.accountId, whose.userId] };
}
