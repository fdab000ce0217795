import { expect, test } from "vitest";
import { runTool } from "./run-tool.ts";

const checks = [
  { name: "types of the platform", bin: "tsc", args: ["-p", "tsconfig.json", "--noEmit"] },
  { name: "types of the page", bin: "tsc", args: ["-p", "apps/web/tsconfig.json", "--noEmit"] },
  { name: "types of the tests in a browser", bin: "tsc", args: ["-p", "test/browser/tsconfig.json", "--noEmit"] },
  { name: "lint rules", bin: "oxlint", args: ["--deny-warnings"] },
  { name: "format", bin: "oxfmt", args: ["--list-different", "."] },
  { name: "no unused file, export or dependency", bin: "knip", args: ["--no-progress", "--no-config-hints"] },
] as const;

test.each(checks)("$name", async ({ bin, args }) => {
  const { code, output } = await runTool(bin, args);
  expect(code, output).toBe(0);
});
