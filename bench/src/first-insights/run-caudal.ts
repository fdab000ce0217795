/** Caudal: from a file as it arrived to its first insights, with reading of the dialect and starting of the engine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedEngine } from "@caudal/engines/embedded/open-embedded-engine.ts";
import { findInsights } from "@caudal/insights/find-insights.ts";
import { planRound } from "@caudal/insights/plan-round.ts";
import { inspectFile } from "@caudal/sources/files/inspect-file.ts";

const [path = "", threads = "2"] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "caudal-bench-run-"));
try {
  const { scan } = await inspectFile(path, { fileName: "sales.csv", scratchDir: folder });
  const engine = await openEmbeddedEngine({
    memoryLimitBytes: 500_000_000,
    threads: Number(threads),
    spillDir: join(folder, "spill"),
    maxSpillBytes: 4_000_000_000,
    allowedPaths: [path, `${folder}/`],
  });
  const today = "2026-11-22";
  const measures = planRound(1, { columns: scan.columns, rows: 0, rejected: 0, today }, []);
  const { results, outcome, columns } = await engine.measureScan(scan, measures, () => undefined);
  const table = { columns, rows: outcome.rows, rejected: outcome.rejected, today };
  const insights = findInsights(1, table, results).length;
  await engine.close();
  const summaries = results.flatMap((result) =>
    result.kind === "summary"
      ? [[result.measure.column, result.value.min, result.value.max, String(outcome.rows)]]
      : [],
  );
  process.stdout.write(JSON.stringify({ summaries, rejected: outcome.rejected, insights }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
