// `npm test`: installs what is missing, runs vitest under Node 24, and closes with the count alone on the last line.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureInstalled, node24, root } from "./install.mjs";

const usage = `npm test -- [paths…] [--project checks|unit|database|browser|start] [-t NAME] [--long]

  paths       run only test files whose path contains one of these
  --project   run only one group (may be repeated)
  -t          run only tests whose name matches
  --long      run the long tests (*.long.test.ts) and nothing else
`;

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) {
  process.stdout.write(usage);
  process.exit(0);
}

/** The reporter leaves its count in a file: what other processes print while they end must not follow the last line. */
function readCount(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

try {
  await ensureInstalled();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.stdout.write("0 passed, 1 failed, 0 skipped\n");
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), "caudal-test-"));
const countFile = join(scratch, "count.json");
const long = args.includes("--long");
const vitestArgs = args.filter((arg) => arg !== "--long");
const child = spawn(node24, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...vitestArgs], {
  cwd: root,
  // One stream for both, so that a failure and what it says stay together in a log.
  stdio: ["ignore", 1, 1],
  env: { ...process.env, CAUDAL_TEST_COUNT: countFile, ...(long ? { CAUDAL_TEST_LONG: "1" } : {}) },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

// Once all is counted it has nothing left to do: what a test left running would keep it here for ever.
const ending = setInterval(() => {
  if (readCount(countFile) === undefined) return;
  clearInterval(ending);
  setTimeout(() => {
    process.stderr.write("A test left something running: see the processes that are still there.\n");
    child.kill("SIGKILL");
  }, 60_000).unref();
}, 1000).unref();

child.on("exit", (code) => {
  const count = readCount(countFile) ?? { passed: 0, failed: 1, skipped: 0 };
  rmSync(scratch, { recursive: true, force: true });
  process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  process.exit(code === 0 && count.failed === 0 && count.passed > 0 ? 0 : 1);
});
