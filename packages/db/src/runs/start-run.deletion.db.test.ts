import { expect, onTestFinished, test } from "vitest";
import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import { createTestDatabase } from "@caudal/db/testing/test-database.ts";
import { toFault } from "@caudal/base/fault.ts";
import { connectDatabase } from "../connect.ts";
import { deleteFile } from "../queries/file-removal.ts";
import { repeatDeadlocked } from "../repeat-deadlocked.ts";
import { withScope } from "../scope.ts";
import { startRun } from "./start-run.ts";

test(
  "starts that join one another while the file is deleted end in order, every time",
  { timeout: 120_000 },
  async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.close());
    const { scope } = await createPerson(database);
    const many = connectDatabase(database.urls.app, { applicationName: "racers", max: 12 });
    try {
      const odd: string[] = [];
      const race = async (round: number) => {
        const fileId = await createFile(database, scope);
        const start = (key?: string) =>
          repeatDeadlocked(() =>
            withScope(many.db, scope, (tx) =>
              startRun(tx, { kind: "work", input: {}, fileId, ...(key === undefined ? {} : { idempotencyKey: key }) }),
            ),
          ).then(
            () => "started",
            (error: unknown) => (toFault(error).code === "not_found" ? "gone" : `start: ${String(error)}`),
          );
        const remove = repeatDeadlocked(() => withScope(many.db, scope, (tx) => deleteFile(tx, fileId))).then(
          () => "removed",
          (error: unknown) => `removal: ${String(error)}`,
        );
        const ends = await Promise.all([start(), start(`a ${round}`), remove, start(`b ${round}`)]);
        odd.push(...ends.filter((end) => !["started", "gone", "removed"].includes(end)));
      };
      for (let round = 0; round < 200; round += 2) await Promise.all([race(round), race(round + 1)]);
      expect(odd).toEqual([]);
    } finally {
      await many.close();
    }
  },
);
