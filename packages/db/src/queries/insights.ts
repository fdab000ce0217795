import { sql, type Selectable, type Transaction } from "kysely";
import { fixedQuery, type StandIns } from "../fixed-query.ts";
import type { Database, InsightsTable } from "../schema.ts";

export type InsightRow = Selectable<InsightsTable>;

/** Findings that a file shows, in the order of `rankFindings`: those that matter most first, and equals always in the same order. */
export async function listInsights(tx: Transaction<Database>, fileId: string): Promise<InsightRow[]> {
  return insightsOfFile(tx, { fileId });
}

const insightsOfFile = fixedQuery((tx, said: StandIns<{ readonly fileId: string }>) =>
  tx
    .selectFrom("insights")
    .innerJoin("files", "files.profile_run_id", "insights.run_id")
    .selectAll("insights")
    .where("files.id", "=", said.fileId)
    .orderBy("insights.importance", "desc")
    .orderBy("insights.confidence_score", "desc")
    .orderBy(sql`(insights.key || ' ' || array_to_string(insights.columns, ' ')) collate "C"`)
    .orderBy("insights.id"),
);

/** How many findings a file shows: those of the run whose result stands, not of one under way. 0 also for a file that this scope does not see. */
export async function countInsights(tx: Transaction<Database>, fileId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("insights")
    .innerJoin("files", "files.profile_run_id", "insights.run_id")
    .select((of) => of.fn.countAll<string>().as("count"))
    .where("files.id", "=", fileId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
