import { access } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import type { Engine } from "@caudal/engines/engine.ts";
import { measureKey } from "@caudal/insights/answers.ts";
import { findInsights } from "@caudal/insights/find-insights.ts";
import type { Measure, MeasureResult } from "@caudal/insights/measure.ts";
import { planRound } from "@caudal/insights/plan-round.ts";
import type { InsightTable } from "@caudal/insights/table.ts";
import { inspectFile } from "@caudal/sources/files/inspect-file.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import { describeColumns, measuresForColumns } from "./column-profiles.ts";
import { digestTable } from "./digest-table.ts";
import { hashFile } from "./hash-file.ts";
import { logFirstLook, logReading } from "./log-profile.ts";
import type { ProfilePorts, ProfileSteps } from "./profile-ports.ts";
import { withDeadline } from "./with-deadline.ts";

/** The steps in their order, with the share of the whole that each usually takes. */
export const profileSteps = { read: 6, first: 34, copy: 25, insights: 35 } as const;
export type ProfileStepName = keyof typeof profileSteps;

/** A plan that asks again and again for more has lost its way; no sensible one needs as many rounds. */
const maxRounds = 8;

/**
 * From a file as it arrived to what is worth saying about it. Four steps, each of which leaves what the next needs, so that any process
 * can go on after the last finished one: `read` decides how the file is written; `first` is one pass over all of it and gives the
 * first insights; `copy` keeps its rows as Parquet; `insights` measures that copy until nothing more is worth asking.
 *
 * @throws Faults `file_*` (the file), `engine_*` (memory, time), `storage_*` (disk), and what the steps throw.
 */
export async function profileFile(ports: ProfilePorts, steps: ProfileSteps): Promise<void> {
  await withDeadline(steps.signal, ports.timeLimitMs, (signal) =>
    profileInTime(ports, {
      signal,
      log: (level, key, params) => steps.log(level, key, params),
      step: (name, work) => {
        signal.throwIfAborted();
        return steps.step(name, work);
      },
    }),
  );
}

async function profileInTime(ports: ProfilePorts, steps: ProfileSteps): Promise<void> {
  const engine = lazily(() => ports.openEngine(steps.signal));
  try {
    const read = await steps.step("read", async (report) => readDialect(ports, steps, report));
    const scan = await presentScan(ports, steps.signal, read.scan);
    const first = await steps.step("first", async (report) => lookOnce(await engine.get(), ports, scan, steps, report));
    const retyped: Scan = { ...scan, columns: first.columns };
    const table: InsightTable = {
      columns: first.columns,
      rows: first.rows,
      rejected: first.rejected,
      today: first.today,
    };
    const copy = await steps.step("copy", async (report) => {
      const parquet = join(ports.scratchDir, "table.parquet");
      const outcome = await (
        await engine.get()
      ).writeParquet(retyped, parquet, (fraction) => report({ fraction: fraction * 0.8, key: "profile.copying" }));
      if (outcome.rows !== first.rows)
        throw new Fault("file_damaged", {
          params: { reason: "changed_while_read", rows: first.rows, now: outcome.rows },
        });
      const [sha256, digest] = await Promise.all([
        hashFile(ports.file.path, steps.signal),
        digestTable(await engine.get(), parquet, steps.signal),
      ]);
      await ports.sink.saveHash(sha256);
      const path = await ports.sink.keepTable(parquet, digest);
      await steps.log("info", "profile.copied", { rows: outcome.rows });
      return { path };
    });
    await steps.step("insights", async (report) => {
      const results = await measureUntilDone(await engine.get(), copy.path, table, first.results, (fraction) =>
        report({ fraction, key: "profile.measuring" }),
      );
      const findings = findInsights(2, table, results);
      await ports.sink.saveSecondLook({ columns: describeColumns(table, results), findings });
      await steps.log("info", "profile.found", {
        findings: findInsights(1, table, first.results).length + findings.length,
      });
      return { findings: findings.length };
    });
  } catch (error) {
    // What an aborted engine says is a consequence; why it was aborted is the cause.
    throw steps.signal.aborted && steps.signal.reason instanceof Fault ? steps.signal.reason : error;
  } finally {
    await engine.close();
  }
}

type Report = Parameters<Parameters<ProfileSteps["step"]>[1]>[0];

async function readDialect(ports: ProfilePorts, { signal, log }: ProfileSteps, report: Report) {
  report({ fraction: 0, key: "profile.reading" });
  const { reading, scan } = await inspectFile(ports.file.path, {
    fileName: ports.file.name,
    scratchDir: ports.scratchDir,
    limits: ports.limits,
    signal,
    onProgress: (fraction) => report({ fraction, key: "profile.unpacking" }),
  });
  await ports.sink.saveReading(reading);
  await logReading({ log }, reading);
  return { scan };
}

/** The scan of an earlier attempt may point to a scratch copy that went with another machine: then it is made again. */
async function presentScan(ports: ProfilePorts, signal: AbortSignal, scan: Scan): Promise<Scan> {
  try {
    await access(scan.path);
    return scan;
  } catch {
    const { fileName, scratchDir, limits } = { fileName: ports.file.name, ...ports };
    return (await inspectFile(ports.file.path, { fileName, scratchDir, limits, signal })).scan;
  }
}

async function lookOnce(engine: Engine, ports: ProfilePorts, scan: Scan, steps: ProfileSteps, report: Report) {
  const today = new Date().toISOString().slice(0, 10);
  const before: InsightTable = { columns: scan.columns, rows: 0, rejected: 0, today };
  const { results, outcome, columns } = await engine.measureScan(scan, planRound(1, before, []), (fraction) =>
    report({ fraction, key: "profile.first_pass" }),
  );
  const { rows, rejected, rejects } = outcome;
  const table: InsightTable = { columns, rows, rejected, rejects, today };
  await ports.sink.saveFirstLook({
    rows,
    rejected,
    rejects,
    columns: describeColumns(table, results),
    findings: findInsights(1, table, results),
  });
  await logFirstLook(steps, scan.columns, table);
  return {
    rows,
    rejected,
    today,
    columns,
    results,
  };
}

/** Asks in rounds, each planned from the answers so far, and never for the same twice. */
async function measureUntilDone(
  engine: Engine,
  parquet: string,
  table: InsightTable,
  known: readonly MeasureResult[],
  progress: (fraction: number) => void,
): Promise<readonly MeasureResult[]> {
  let results = known;
  for (let round = 2; round <= maxRounds; round++) {
    const asked = new Set(results.map((result) => measureKey(result.measure)));
    const wanted = [...planRound(round, table, results), ...(round === 2 ? measuresForColumns(table, results) : [])];
    const measures = uniqueMeasures(wanted).filter((measure) => !asked.has(measureKey(measure)));
    if (measures.length === 0) break;
    const from = 1 - 0.5 ** (round - 2);
    const share = 0.5 ** (round - 1);
    results = [
      ...results,
      ...(await engine.measureParquet(parquet, measures, (fraction) => progress(from + share * fraction))),
    ];
  }
  return results;
}

function uniqueMeasures(measures: readonly Measure[]): readonly Measure[] {
  return [...new Map(measures.map((measure) => [measureKey(measure), measure])).values()];
}

function lazily(open: () => Promise<Engine>): { get(): Promise<Engine>; close(): Promise<void> } {
  let opened: Promise<Engine> | null = null;
  return {
    get: () => (opened ??= open()),
    close: async () => {
      if (opened !== null) await (await opened).close();
    },
  };
}
