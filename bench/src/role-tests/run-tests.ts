/** Runs the tests named in the arguments as `npm test` does, and tells their count as JSON. */
import { spawn } from "node:child_process";
import { join } from "node:path";

const script = join(import.meta.dirname, "../../../scripts/test.mjs");
const tests = spawn(process.execPath, [script, ...process.argv.slice(2)], { stdio: ["ignore", "pipe", "inherit"] });
let output = "";
tests.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
const code = await new Promise<number | null>((resolve) => tests.on("close", resolve));
const [, passed, failed, skipped] = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output) ?? [];
if (code !== 0) process.stderr.write(output);
process.stdout.write(
  JSON.stringify({ passed: Number(passed), failed: Number(failed), skipped: Number(skipped), files: filesIn(output) }),
);

function filesIn(text: string): number {
  return text.split("\n").filter((line) => /^✓ \S+\.test\.ts/.test(line)).length;
}
