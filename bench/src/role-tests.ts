/** The tests of roles and policies, from the command to its last line: they are asked before each change is taken, and have a minute. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { publish } from "./support/compare.ts";
import { measureAgainstLimit } from "./support/measure-against-limit.ts";
import { measureProcess } from "./support/measure-process.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
/** Every row under every identity; every operation as every role; everybody's ids, by session and by key. */
const paths = ["test/policies", "apps/server/src/http/routes.access", "apps/server/src/http/ids"];

await publish(
  await measureAgainstLimit({
    title: "Matrix and role tests, cluster and migrations included",
    rounds,
    contestants: [
      {
        name: `npm test -- ${paths.join(" ")}`,
        run: () => measureProcess(join(import.meta.dirname, "role-tests/run-tests.ts"), paths),
        check: (answer) => {
          const { passed, failed, files } = answer as { passed: number; failed: number; files: number };
          assert.equal(failed, 0);
          assert.ok(passed > 1_000 && files === 5, `${passed} in ${files} files`);
        },
        mustReachSeconds: 60,
      },
    ],
  }),
);
