import type { Selectable, Transaction } from "kysely";
import type { Database, InsightsTable } from "../schema.ts";

export type InsightRow = Selectable<InsightsTable>;

/** Findings in a file, those that matter most first. */
export async function listInsights(tx: Transaction<Database>, fileId: string): Promise<InsightRow[]> {
  return tx
    .selectFrom("insights")
    .selectAll()
    .where("file_id", "=", fileId)
    .orderBy("importance", "desc")
    .orderBy("id")
    .execute();
}

export async function countInsights(tx: Transaction<Database>, fileId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("insights")
    .select((of) => of.fn.countAll<string>().as("count"))
    .where("file_id", "=", fileId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
