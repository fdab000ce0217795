import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
/** A password costs half a second of a processor, and a stream that never ends the second for which it is read. */
export const costly = ["proveIdentity", "changeEmail", "offerSecondFactor", "streamEvents"] as const;
/** Options by which nothing but these is asked. */
export const asking = (operations: readonly OperationId[]): readonly string[] =>
  operations.flatMap((id) => ["--include-operation-id", id]);
export const leaveOut = (operations: readonly OperationId[]): readonly string[] =>
  operations.flatMap((id) => ["--exclude-operation-id", id]);

export type Asked = {
  readonly url: string;
  /** What does what it is for; each is asked once, first of all. */
  readonly asks?: GoodAsks;
  /** Where somebody new is fetched for each call that may do what it is for. */
  readonly door?: string;
  /** All of them where it says nothing. */
  readonly phases?: readonly Phase[];
  /** What is asked for what it does, and no further. */
  readonly onlyExamples?: readonly OperationId[];
};
/** What does what it is for; what stands at the edges of its schema, and just beyond; what is made up by chance. */
type Phase = "examples" | "coverage" | "fuzzing";

type Operations = readonly { readonly operationId: string }[];

export type Report = {
  readonly text: string;
  /** How often each operation was answered with which status. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<number, number>>;
};

/** Asks an API whose document alone it knows; the report of a run that found something is the failure. */
export async function askEverything(
  { url, asks = {}, door = "", phases = ["examples", "coverage", "fuzzing"], onlyExamples = [] }: Asked,
  which: readonly string[],
): Promise<Report> {
  const seed = process.env["CAUDAL_TEST_SEED"] ?? "938571";
  const folder = await mkdtemp(join(tmpdir(), "caudal-schemathesis-"));
  const options = {
    "--phases": phases.join(","),
    "--max-examples": process.env["CAUDAL_TEST_EXAMPLES"] ?? "15",
    "--seed": seed,
    // One at a time: Python 3.11 cannot parse in two threads at once.
    "--workers": "1",
    "--request-timeout": "30",
    "--generation-with-security-parameters": "false",
  };
  const support = import.meta.dirname;
  const config = join(folder, "schemathesis.toml");
  await writeFile(config, (await readFile(join(support, "schemathesis.toml"), "utf8")) + onlyExamplesOf(onlyExamples));
  // From a file: the address of its document is the one that the program asks nothing of.
  const document = join(folder, "openapi.json");
  await writeFile(document, withoutDoubles(await (await fetch(`${url}/openapi.json`)).text()));
  const program = ["-m", "schemathesis.cli", "--config-file", config, "run", document, "--url", url];
  const told = ["--continue-on-failure", "--no-color", ...Object.entries(options).flat(), ...which];
  const answers = join(folder, "answers");
  try {
    const { stdout } = await promisify(execFile)(python, [...program, ...told], {
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

/** Where a pattern stands its format says less: what meets the one and fails the other is searched half a minute for, and there is none. */
const withoutDoubles = (document: string): string =>
  JSON.stringify(
    JSON.parse(document, (_key, value: unknown) =>
      typeof value === "object" &&
      value !== null &&
      "pattern" in value &&
      typeof value.pattern === "string" &&
      "format" in value
        ? { ...value, format: undefined }
        : value,
    ),
  );

const onlyExamplesOf = (operations: readonly OperationId[]): string =>
  operations
    .map(
      (id) =>
        `\n[[operations]]\ninclude-operation-id = "${id}"\nphases.coverage.enabled = false\nphases.fuzzing.enabled = false\n`,
    )
    .join("");

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

/** How those of these were answered that never did what they are for. */
export function refusalsOf(report: Report, operations: Operations): string {
  return neverDone(report, operations)
    .map((operation) => `${operation}: ${[...(report.answers.get(operation)?.keys() ?? ["never asked"])].join(" ")}`)
    .join("\n");
}

/** Those of these operations that never did what they are for, whether they were asked or not; by name. */
export function neverDone({ answers }: Report, operations: Operations): readonly string[] {
  return operations
    .map(({ operationId }) => operationId)
    .filter((operation) => ![...(answers.get(operation)?.keys() ?? [])].some((status) => status < 400))
    .toSorted();
}
