import type { Selectable, Transaction } from "kysely";
import type { Database, InsightsTable } from "../schema.ts";

export type InsightRow = Selectable<InsightsTable>;

/** Findings that a file shows, those that matter most first. */
export async function listInsights(tx: Transaction<Database>, fileId: string): Promise<InsightRow[]> {
  return tx
    .selectFrom("insights")
    .innerJoin("files", "files.profile_run_id", "insights.run_id")
    .selectAll("insights")
    .where("files.id", "=", fileId)
    .orderBy("insights.importance", "desc")
    .orderBy("insights.id")
    .execute();
}

export async function countInsights(tx: Transaction<Database>, fileId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("insights")
    .innerJoin("files", "files.profile_run_id", "insights.run_id")
    .select((of) => of.fn.countAll<string>().as("count"))
    .where("files.id", "=", fileId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
