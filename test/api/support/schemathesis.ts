import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { requireComponent } from "../../support/components.ts";
import { preparePython } from "../../support/python.ts";
import type { GoodAsks } from "./good-asks.ts";

let python = "";
export const schemathesis = await requireComponent(
  "schemathesis",
  async () => {
    python = await preparePython(["schemathesis==4.32.5"]);
  },
  "Install Python 3 with its venv module; the package comes by itself.",
);

const table = Object.entries(routes) as [OperationId, RouteDefinition][];
export const operatorsOnly = table.flatMap(([id, { access }]) => (access === "operator" ? [id] : []));
export const only = (operations: readonly OperationId[]): readonly string[] =>
  operations.flatMap((id) => ["--include-operation-id", id]);
export const leaveOut = (operations: readonly OperationId[]): readonly string[] =>
  operations.flatMap((id) => ["--exclude-operation-id", id]);

export type Asked = {
  readonly url: string;
  /** What does what it is for; each is asked once, first of all. */
  readonly asks?: GoodAsks;
  /** Where somebody new is fetched for each call that may do what it is for. */
  readonly door?: string;
  /** How many that it makes up for each operation, besides those at the edges of its schema. */
  readonly examples?: number;
};

export type Report = {
  readonly text: string;
  /** How often each operation was answered with which status. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
};

/** Asks an API whose document alone it knows; the report of a run that found something is the failure. */
export async function askEverything(
  { url, asks = {}, door = "", examples = 15 }: Asked,
  which: readonly string[],
): Promise<Report> {
  const seed = process.env["CAUDAL_TEST_SEED"] ?? "938571";
  const folder = await mkdtemp(join(tmpdir(), "caudal-schemathesis-"));
  const options = {
    "--phases": "examples,coverage,fuzzing",
    "--max-examples": process.env["CAUDAL_TEST_EXAMPLES"] ?? String(examples),
    "--seed": seed,
    // One at a time: Python 3.11 cannot parse in two threads at once.
    "--workers": "1",
    "--request-timeout": "30",
    "--generation-with-security-parameters": "false",
  };
  const support = import.meta.dirname;
  const program = ["-m", "schemathesis.cli", "--config-file", join(support, "schemathesis.toml"), "run"];
  const told = ["--continue-on-failure", "--no-color", ...Object.entries(options).flat(), ...which];
  const answers = join(folder, "answers");
  try {
    const { stdout } = await promisify(execFile)(python, [...program, `${url}/openapi.json`, ...told], {
      cwd: folder,
      maxBuffer: 50_000_000,
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: join(support, "schemathesis-hooks.py"),
        CAUDAL_GOOD_ASKS: JSON.stringify(asks),
        CAUDAL_DOOR: door,
        CAUDAL_ANSWERS: answers,
      },
    }).catch((error: unknown) => {
      const found =
        error instanceof Error && "stdout" in error && "stderr" in error ? [error.stdout, error.stderr] : [error];
      throw new Error(`seed ${seed}\n${found.join("\n").slice(0, 400_000)}`);
    });
    return { text: stdout, answers: countAnswers(await readFile(answers, "utf8")) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lines of a status and the operation that answered with it. */
function countAnswers(lines: string): Report["answers"] {
  const counts = new Map<string, Map<number, number>>();
  for (const line of lines.split("\n").filter((each) => each !== "")) {
    const [status = "", operation = ""] = line.split(" ");
    const of = counts.get(operation) ?? new Map<number, number>();
    counts.set(operation, of.set(Number(status), (of.get(Number(status)) ?? 0) + 1));
  }
  return counts;
}

/** For whoever reads along. */
export function countOf({ answers }: Report): string {
  const counts = [...answers.values()].flatMap((statuses) => [...statuses.entries()]);
  const sum = (some: typeof counts): number => some.reduce((all, [, count]) => all + count, 0);
  return `${answers.size} operations, ${sum(counts)} calls, ${sum(counts.filter(([status]) => status < 400))} of them done`;
}

/** How those were answered that never did what they are for. */
export function refusalsOf(report: Report): string {
  return neverDone(report)
    .map((operation) => `${operation}: ${[...(report.answers.get(operation)?.keys() ?? [])].join(" ")}`)
    .join("\n");
}

/** Operations that were asked and never did what they are for. */
export function neverDone({ answers }: Report): readonly string[] {
  return [...answers]
    .flatMap(([operation, statuses]) => ([...statuses.keys()].some((status) => status < 400) ? [] : [operation]))
    .toSorted();
}
