import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

/** The checkout that these tests belong to. */
export const checkout = resolve(import.meta.dirname, "../..");

/** Runs one of our tools under this Node and waits for it. `output` holds both of its streams. */
export function runTool(
  bin: string,
  args: readonly string[],
  cwd = checkout,
): Promise<{ code: number; output: string }> {
  return new Promise((done, fail) => {
    const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
    const child = spawn(process.execPath, [join(checkout, "node_modules", ".bin", bin), ...args], { cwd, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}
