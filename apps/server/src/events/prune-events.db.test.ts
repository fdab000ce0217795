import { createLog } from "@caudal/base/log.ts";
import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { createPool } from "@caudal/db/connect.ts";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEventPruner } from "./prune-events.ts";

let database: TestDatabase;
let superuser: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = createPool(database.superuserUrl, { applicationName: "observer", max: 1 });
});
afterAll(async () => {
  await superuser.end();
  await database.close();
});

test("events go once they are older than a day, and not before; starting prunes", async () => {
  const { scope } = await createPerson(database);
  const [old, young] = [await createFile(database, scope), await createFile(database, scope)];
  for (const [file, hours] of [
    [old, 25],
    [young, 23],
  ] as const)
    await superuser.query(
      "update caudal.events set created_at = now() - $2 * interval '1 hour' where subject_id = $1",
      [file, hours],
    );
  const lines: string[] = [];
  const log = createLog({ name: "test", level: "info", write: (line) => lines.push(line) });
  const pruner = createEventPruner(database.app.db, log);
  await pruner.start();
  await pruner.stop();
  const { rows } = await superuser.query<{ subject_id: string }>(
    "select distinct subject_id from caudal.events where topic = 'file'",
  );
  expect(rows).toEqual([{ subject_id: young }]);
  expect(lines.join("")).toMatch(/old events removed/);
});
