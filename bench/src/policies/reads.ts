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
 * The very same statement for a role without policies, which sees everybody's rows: where it names no file, the person's own rows are asked
 * for in words, as code without policies would.
 */
export function withoutPolicies({ sql, parameters }: Said, whose: { userId: string; accountId: string }): Said {
  if (sql.includes('"files"."id" = ')) return { sql, parameters };
  const table = sql.includes('from "notifications"') ? "notifications" : "files";
  const own = `"${table}"."account_id" = $${parameters.length + 1} and "${table}"."user_id" = $${parameters.length + 2}`;
  const order = sql.lastIndexOf(' order by "');
  const [head, tail] = order > sql.lastIndexOf(`from "${table}"`) ? [sql.slice(0, order), sql.slice(order)] : [sql, ""];
  const joined = head.slice(head.lastIndexOf(`from "${table}"`)).includes(" where ") ? "and" : "where";
  return { sql: `${head} ${joined} ${own}${tail}`, parameters: [...parameters, whose.accountId, whose.userId] };
}
