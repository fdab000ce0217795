/** First insights of a CSV file of 16 million rows until they are stored, against DuckDB's own SUMMARIZE of it. `--record` keeps the result. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openRunDatabase } from "./first-insights/run-database.ts";
import { prepareSalesFile, rows } from "./first-insights/sales-file.ts";
import { compare, publish } from "./support/compare.ts";
import { measureProcess } from "./support/measure-process.ts";

const threads = "2";
const path = await prepareSalesFile();
const program = (name: string): string => fileURLToPath(new URL(`./first-insights/${name}.ts`, import.meta.url));
const expected = [
  ["order_id", "0", "15999999", String(rows)],
  ["customer_id", "0", "49999", String(rows)],
  ["amount", "0.00", "99999.97", String(rows)],
  ["day", "2022-01-01", "2025-10-31", String(rows)],
  ["region", "Bajío", "Sur", String(rows)],
];

const database = await openRunDatabase();
try {
  await publish(
    await compare({
      title: "First insights of a 1.1 GB CSV, 16 M rows × 6, until they are stored",
      rounds: Number(process.env["BENCH_ROUNDS"] ?? "5"),
      mustReach: { ratio: 1, peakRssBytes: 600_000_000 },
      caudal: {
        name: "Caudal, first insights",
        async run() {
          const handed = await database.claimRun();
          const usage = await measureProcess(program("run-caudal"), [
            path,
            threads,
            handed.url,
            JSON.stringify(handed.run),
          ]);
          return { ...usage, answer: { said: usage.answer, stored: await database.storedBy(handed.runId) } };
        },
        check(answer) {
          const { said, stored } = answer as {
            said: { summaries: unknown[]; insights: number };
            stored: { insights: number; rows: number; rejected: number };
          };
          assert.deepEqual(
            said.summaries.slice(0, 5),
            expected.map((column) => column.slice(0, 3)),
          );
          assert.deepEqual(stored, { insights: said.insights, rows, rejected: 0 });
        },
      },
      contender: {
        name: "DuckDB SUMMARIZE",
        run: () => measureProcess(program("run-summarize"), [path, threads]),
        check: (answer) => {
          const columns = (answer as unknown[][]).slice(0, 5);
          assert.deepEqual(
            columns.map(([name, , , count]) => [name, count]),
            expected.map(([name, , , count]) => [name, count]),
          );
        },
      },
    }),
  );
} finally {
  await database.close();
}
