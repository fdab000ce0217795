/** First insights of a CSV file of 16 million rows, against DuckDB's own SUMMARIZE of it. `--record` keeps the result. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
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

await publish(
  await compare({
    title: "First insights of a 1.1 GB CSV, 16 M rows × 6",
    rounds: 5,
    mustReach: { ratio: 1, peakRssBytes: 600_000_000 },
    caudal: {
      name: "Caudal, first insights",
      run: () => measureProcess(program("run-caudal"), [path, threads]),
      check(answer) {
        const { summaries, rejected } = answer as { summaries: unknown[]; rejected: number };
        assert.equal(rejected, 0);
        assert.deepEqual(summaries.slice(0, 5), expected);
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
