import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { openBenchDatabase } from "../support/open-database.ts";

/** A claimed run as it is handed to another process: its token as text. */
export type HandedRun = {
  readonly url: string;
  readonly run: Readonly<Record<string, unknown>>;
  readonly runId: string;
};

export type RunDatabase = {
  claimRun(): Promise<HandedRun>;
  /** What stands in the table of insights, and how many rows and rejects its profile says. */
  storedBy(runId: string): Promise<{ readonly insights: number; readonly rows: number; readonly rejected: number }>;
  close(): Promise<void>;
};

/** A database of the product's own, with a person and runs to claim in it. */
export async function openRunDatabase(): Promise<RunDatabase> {
  const database = await openBenchDatabase();
  try {
    const person = await createPerson(database);
    const runs = await createRunFixtures(database);
    return {
      async claimRun() {
        const fileId = await createFile(database, person.scope, "sales.csv");
        const runId = await runs.start(person.scope, { fileId });
        const claim = await runs.store.claim({
          worker: "bench",
          kinds: ["work"],
          leaseMs: 3_600_000,
          perAccount: 1000,
        });
        if (claim === null || claim.run.id !== runId) throw new Error("another run was claimed");
        return { url: database.urls.app, runId, run: { ...claim.run, token: claim.run.token.toString() } };
      },
      async storedBy(runId) {
        const [found] = await runs.look(
          `select (select count(*) from caudal.insights where run_id = $1)::int as insights,
            rows::float8 as rows, rejected::float8 as rejected
            from caudal.run_profiles where run_id = $1`,
          [runId],
        );
        return {
          insights: Number(found?.["insights"]),
          rows: Number(found?.["rows"]),
          rejected: Number(found?.["rejected"]),
        };
      },
      async close() {
        await runs.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
