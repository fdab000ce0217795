import { listAuditEntries } from "@caudal/db/queries/audit.ts";
import { findFile, listFiles } from "@caudal/db/queries/files.ts";
import { listInsights } from "@caudal/db/queries/insights.ts";
import { loadNotificationPage } from "@caudal/db/queries/notifications.ts";
import type { LaneStatement } from "@caudal/db/lanes/lane.ts";
import type { Lanes } from "@caudal/db/lanes/lanes.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Transaction } from "kysely";

export type Read = {
  readonly name: string;
  /** What a request's handler asks in its scope; gives what the answer is made of. */
  readonly ask: (tx: Transaction<Database>, fileId: string) => Promise<unknown>;
  /** Whether it is for whoever has the account with the longest log, instead of for everybody. */
  readonly ofLog?: true;
};

/** What the pages ask most. */
export const reads: readonly Read[] = [
  { name: "list of files", ask: (tx) => listFiles(tx, { limit: 21 }) },
  { name: "one file", ask: (tx, fileId) => findFile(tx, fileId) },
  { name: "findings", ask: (tx, fileId) => listInsights(tx, fileId) },
  { name: "page of the audit, of 300,000 entries", ask: (tx) => listAuditEntries(tx, { limit: 51 }), ofLog: true },
  { name: "notifications", ask: (tx) => loadNotificationPage(tx, { limit: 21 }) },
];

/** A person in an account. */
export type Whose = { readonly userId: string; readonly accountId: string };

/**
 * The lanes of a role without policies, which sees everybody's rows: where a statement names neither a file nor the person in its own words,
 * as those of the notifications do, the person is named in it, as code without policies would.
 */
export function namingPeople(lanes: Lanes, asking: () => Whose | null): Lanes {
  return {
    ...lanes,
    carryOut: (statements) => {
      const whose = asking();
      return lanes.carryOut(whose === null ? statements : statements.map((one) => nameInStatement(one, whose)));
    },
  };
}

function nameInStatement(statement: LaneStatement, whose: Whose): LaneStatement {
  const { text, values } = statement;
  if (!text.includes('from "notifications"')) return statement;
  const own = `"account_id" = $${values.length + 1} and "user_id" = $${values.length + 2}`;
  const named = text.replace("from notifications where not is_read", `from notifications where not is_read and ${own}`);
  const order = named.indexOf(" order by ");
  const [head, tail] = order === -1 ? [named, ""] : [named.slice(0, order), named.slice(order)];
  const joined = head.slice(head.indexOf('from "notifications"')).includes(" where ") ? "and" : "where";
  return { ...statement, text: `${head} ${joined} ${own}${tail}`, values: [...values, whose.accountId, whose.userId] };
}
