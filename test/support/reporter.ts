import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

/** What `npm test` closes with. A file that could not be read, or a failed hook, counts as one failure. */
export type Count = { passed: number; failed: number; skipped: number };

declare module "vitest" {
  interface TaskMeta {
    /** Components of this machine that a skipped suite waits for: name → how to get it. */
    missing?: Record<string, string>;
  }
}

type Failure = { readonly where: string; readonly errors: readonly unknown[] };

/**
 * Prints one line per test file, then every failure in full, then each skipped component with how to get it,
 * and closes with `N passed, N failed, N skipped`: on stdout, or in the file that scripts/test.mjs names.
 */
export function createReporter(): Reporter {
  let vitest: Vitest | undefined;
  const write = (text: string) => process.stdout.write(`${text}\n`);

  return {
    onInit(context) {
      vitest = context;
    },
    onUserConsoleLog(log) {
      process.stderr.write(log.content);
    },
    onTestModuleEnd(module) {
      const count = countModule(module);
      const mark = count.failed > 0 ? "✗" : count.passed > 0 ? "✓" : "–";
      const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
      const seconds = (module.diagnostic().duration / 1000).toFixed(1);
      write(`${mark} ${nameOf(module)}  ${count.passed} passed${skipped}  ${seconds} s`);
      for (const failure of failuresOf(module)) write(`    ✗ ${failure.where}`);
    },
    onTestRunEnd(modules, unhandled) {
      const failures = modules.flatMap(failuresOf);
      for (const failure of failures) {
        write(`\nFAILED ${failure.where}`);
        for (const error of failure.errors) vitest?.logger.printError(error, { showCodeFrame: true });
      }
      for (const error of unhandled) {
        write("\nFAILED outside any test");
        vitest?.logger.printError(error);
      }
      const total = modules.map(countModule).reduce(add, { passed: 0, failed: unhandled.length, skipped: 0 });
      if (total.passed + total.failed === 0) {
        write(total.skipped === 0 ? "\nFAILED: no test was found" : "\nFAILED: every test was skipped");
        total.failed = 1;
      }
      // With -t the tests that were not asked for count as skipped, and are nobody's concern.
      writeSkips(modules, vitest?.config.testNamePattern === undefined, write);
      close(total, write);
    },
  };
}

function nameOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}

function add(left: Count, right: Count): Count {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

function countModule(module: TestModule): Count {
  const count: Count = { passed: 0, failed: ownErrors(module).length, skipped: 0 };
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    // Collected but never run: something stopped it, and that is a failure however it came about.
    if (state === "pending") count.failed += 1;
    else count[state] += 1;
  }
  return count;
}

/** Errors of the file itself and of the hooks of its suites, which belong to no test. */
function ownErrors(module: TestModule): Failure[] {
  const owners: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return owners
    .filter((owner) => owner.errors().length > 0)
    .map((owner) => ({
      where: owner.type === "suite" ? `${nameOf(module)} > ${owner.fullName}` : nameOf(module),
      errors: owner.errors(),
    }));
}

function failuresOf(module: TestModule): Failure[] {
  const tests = [...module.children.allTests()].filter(isUnfinishedOrFailed);
  return [
    ...ownErrors(module),
    ...tests.map((test) => ({ where: `${nameOf(module)} > ${test.fullName}`, errors: test.result().errors ?? [] })),
  ];
}

function isUnfinishedOrFailed(test: TestCase): boolean {
  const { state } = test.result();
  return state === "failed" || state === "pending";
}

function missingOf(test: TestCase): Record<string, string> {
  let parent: TestSuite | TestModule = test.parent;
  for (;;) {
    const { missing } = parent.meta();
    if (missing !== undefined) return missing;
    if (parent.type === "module") return {};
    parent = parent.parent;
  }
}

function writeSkips(modules: readonly TestModule[], eachTest: boolean, write: (text: string) => void): void {
  const components = new Map<string, { howToGet: string; tests: number }>();
  for (const module of modules) {
    for (const test of module.children.allTests("skipped")) {
      const missing = Object.entries(missingOf(test));
      if (missing.length === 0 && eachTest) write(`\nSKIPPED ${nameOf(module)} > ${test.fullName}`);
      for (const [name, howToGet] of missing) {
        const tests = (components.get(name)?.tests ?? 0) + 1;
        components.set(name, { howToGet, tests });
      }
    }
  }
  for (const [name, { howToGet, tests }] of components) {
    write(`\nSKIPPED ${tests} for want of ${name}: ${howToGet}`);
  }
}

function close(total: Count, write: (text: string) => void): void {
  write("");
  const file = process.env["CAUDAL_TEST_COUNT"];
  if (file === undefined) write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  else writeFileSync(file, JSON.stringify(total));
  if (total.failed > 0) process.exitCode = 1;
}
