import { runStates } from "@caudal/runs/run.ts";
import { allowedChanges } from "@caudal/runs/transitions.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";

let database: TestDatabase;
let runs: RunFixtures;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
});

describe("changes of a run that the database lets through", () => {
  it("are those of the transition table", async () => {
    const rows = await runs.look(
      `select f || ' → ' || t as change, caudal.run_change_allowed(f, t) as allowed from unnest($1::text[]) f, unnest($1::text[]) t`,
      [runStates],
    );
    expect(rows).toHaveLength(runStates.length ** 2);
    const inDatabase = rows.filter(({ allowed }) => allowed === true).map(({ change }) => String(change));
    expect(new Set(inDatabase)).toEqual(new Set(allowedChanges().map(([from, to]) => `${from} → ${to}`)));
  });

  it("are held by a trigger, and no token falls", async () => {
    const { scope } = await createPerson(database);
    const id = await runs.start(scope);
    await expect(runs.look("update caudal.runs set state = 'succeeded' where id = $1", [id])).rejects.toThrow(
      /cannot go from queued to succeeded/,
    );
    await runs.look("update caudal.runs set token = 7 where id = $1", [id]);
    await expect(runs.look("update caudal.runs set token = 6 where id = $1", [id])).rejects.toThrow(/token of run/);
  });
});
