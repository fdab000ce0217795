import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OperationId } from "@caudal/contract/routes/routes.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { salesCsv } from "../bad-input/support/files.ts";
import { send } from "../bad-input/support/send.ts";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";
import { until } from "../crash/support/servers/until.ts";
import { describeWith, requireComponent } from "../support/components.ts";
import { preparePython } from "../support/python.ts";

let python = "";
const schemathesis = await requireComponent(
  "schemathesis",
  async () => {
    python = await preparePython(["schemathesis==4.32.5"]);
  },
  "Install Python 3 with its venv module; the package comes by itself.",
);

/** They change who asks, as whom, or whether at all, and are asked by nobody in a run of their own. */
const changeWhoAsks: readonly OperationId[] = [
  ...(["signUp", "signIn", "signOut", "takeSecondStep", "confirmSignUp", "resetPassword", "keepEmail"] as const),
  ...(["acceptInvitation", "joinByInvitation", "startOidc", "finishOidc", "signOutEverywhere", "endSession"] as const),
  ...(["enterAccount", "leaveAccount", "handOver", "beginView", "endView", "eraseMe", "changePassword"] as const),
];
/** Never ends by itself. */
const endless: readonly OperationId[] = ["streamEvents"];

describeWith(schemathesis, "the whole API, asked by a program that knows its document only", () => {
  let servers: ServerPair;
  let url: string;
  let person: Person;
  let folder: string;
  let ids: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "caudal-schemathesis-"));
    servers = await startServerPair({ count: 1 });
    url = servers.alive()[0]?.url ?? "";
    person = await signUpAt(url);
    const fileId = await send(person, url, { name: "ventas.csv", bytes: salesCsv(50) });
    const look = () => person.at(url).getFile({ params: { id: fileId } });
    await until("the file is read", async () => (await look()).status === "done");
    const file = await look();
    const [notice] = (await person.at(url).listNotifications()).items;
    ids = { "/api/files/": fileId, "/api/runs/": file.run?.id ?? "", "/api/notifications/": notice?.id ?? "" };
  });
  afterAll(async () => {
    await servers.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs it; the report of a run that found something is the failure. */
  async function ask(which: readonly string[]): Promise<string> {
    const examples = process.env["CAUDAL_TEST_EXAMPLES"] ?? "15";
    const seed = process.env["CAUDAL_TEST_SEED"] ?? "938571";
    const support = join(import.meta.dirname, "support");
    const options = {
      "--phases": "examples,coverage,fuzzing",
      "--max-examples": examples,
      "--seed": seed,
      // One at a time: Python 3.11 cannot parse in two threads at once.
      "--workers": "1",
      "--request-timeout": "30",
      "--generation-with-security-parameters": "false",
    };
    const program = ["-m", "schemathesis.cli", "--config-file", join(support, "schemathesis.toml"), "run"];
    const told = ["--continue-on-failure", "--no-color", ...Object.entries(options).flat(), ...which];
    const { stdout } = await promisify(execFile)(python, [...program, `${url}/openapi.json`, ...told], {
      cwd: folder,
      maxBuffer: 50_000_000,
      env: {
        ...process.env,
        SCHEMATHESIS_HOOKS: join(support, "schemathesis-hooks.py"),
        CAUDAL_KNOWN_IDS: JSON.stringify(ids),
      },
    }).catch((error: unknown) => {
      const found =
        error instanceof Error && "stdout" in error && "stderr" in error ? [error.stdout, error.stderr] : [error];
      throw new Error(`seed ${seed}\n${found.join("\n").slice(0, 400_000)}`);
    });
    return stdout;
  }

  test("signed in: nothing fails in a way that nobody thought of, and every failure is a problem document", async () => {
    const leftOut = [...changeWhoAsks, ...endless].flatMap((id) => ["--exclude-operation-id", id]);
    const report = await ask(["--header", `Cookie: ${person.headers["cookie"] ?? ""}`, ...leftOut]);
    // Whoever asked was signed in to the end.
    expect(report).not.toContain("401 Unauthorized");
    expect((await person.at(url).getMe()).email).toBe(person.email);
  }, 600_000);

  test("signed in as nobody: the same", async () => {
    const report = await ask(changeWhoAsks.flatMap((id) => ["--include-operation-id", id]));
    expect(report).toContain(`${changeWhoAsks.length} selected`);
  }, 600_000);
});
