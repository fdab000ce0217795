import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { createReporter } from "./test/support/reporter.ts";

const long = process.env["CAUDAL_TEST_LONG"] === "1";

/** One PostgreSQL cluster for all tests that need one; started only when such a test runs. */
const cluster = "packages/db/testing/global-setup.ts";
const withCluster = existsSync(new URL(cluster, import.meta.url)) ? { globalSetup: [cluster] } : {};

const databaseTests = ["{packages,apps,bench,test}/**/*.db.test.ts"];
const longTests = ["{packages,apps,test}/**/*.long.test.ts"];
const ignored = ["**/node_modules/**", "**/dist/**"];

/** Groups of tests. Those with a higher order wait for those with a lower one, so that two cores are not fought over. */
const projects = [
  {
    name: "unit",
    include: ["{packages,apps,bench,test}/**/*.test.ts?(x)"],
    exclude: ["test/{checks,browser,start}/**", ...databaseTests, ...longTests, ...ignored],
    sequence: { groupOrder: 0 },
  },
  {
    name: "database",
    include: databaseTests,
    exclude: ignored,
    ...withCluster,
    // Real servers, and files that are processed in them: a busy machine takes its time.
    testTimeout: 120_000,
    sequence: { groupOrder: 1 },
  },
  {
    name: "checks",
    include: ["test/checks/**/*.test.ts"],
    exclude: [...longTests, ...ignored],
    // A whole-repository check on a loaded machine takes its time, and is wrong only when it says so.
    testTimeout: 240_000,
    fileParallelism: false,
    sequence: { groupOrder: 2 },
  },
  {
    name: "browser",
    include: ["test/browser/**/*.test.ts"],
    exclude: [...databaseTests, ...longTests, ...ignored],
    // The page, and one real server for all of them, stand on that cluster.
    globalSetup: [cluster, "test/browser/support/global-setup.ts"],
    testTimeout: 240_000,
    fileParallelism: false,
    sequence: { groupOrder: 3 },
  },
  {
    name: "start",
    include: ["test/start/**/*.test.ts"],
    exclude: [...databaseTests, ...longTests, ...ignored],
    testTimeout: 180_000,
    fileParallelism: false,
    sequence: { groupOrder: 4 },
  },
];

const longProject = {
  name: "long",
  include: longTests,
  exclude: ignored,
  ...withCluster,
  testTimeout: 3_600_000,
  fileParallelism: false,
};

/** What leans most on how PostgreSQL itself behaves, once more on the second version that is supported. */
const on17Project = {
  name: "postgres17",
  include: [
    "packages/db/src/lanes/*.db.test.ts",
    "packages/db/src/{postgres-driver,scope.isolation}.db.test.ts",
    "apps/server/src/http/{server,routes.access}.db.test.ts",
    "test/api/answers.contract.db.test.ts",
  ],
  exclude: ignored,
  globalSetup: ["test/support/second-cluster.ts"],
  env: { CAUDAL_TEST_ON: "PostgreSQL 17" },
  testTimeout: 240_000,
  fileParallelism: false,
  sequence: { groupOrder: 1 },
};

export default defineConfig({
  test: {
    allowOnly: process.env["CI"] !== "true",
    reporters: [createReporter()],
    // vitest leaves one core free; a test of the database waits for it half of the time, and two cores would do the work of one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: (long ? [longProject, on17Project] : projects).map((project) => ({
      extends: true as const,
      test: {
        testTimeout: 60_000,
        hookTimeout: 180_000,
        // A poll ends as soon as what it waits for is there; vitest's one second goes by on a busy machine without a turn.
        expect: { poll: { timeout: 20_000, interval: 20 } },
        setupFiles: ["test/support/patience.ts"],
        pool: "forks" as const,
        ...project,
      },
    })),
  },
});
