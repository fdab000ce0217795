import { runStates } from "@caudal/runs/run.ts";
import { allowedChanges } from "@caudal/runs/transitions.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson } from "../../testing/people.ts";
import { createRunFixtures, type RunFixtures } from "../../testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";

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
    const allowed = new Set(allowedChanges().map(([from, to]) => `${from} ${to}`));
    const rows = await runs.look(
      `select f as from_state, t as to_state, caudal.run_change_allowed(f, t) as allowed from unnest($1::text[]) f, unnest($1::text[]) t`,
      [runStates],
    );
    expect(rows).toHaveLength(runStates.length ** 2);
    for (const row of rows)
      expect(row["allowed"], `${row["from_state"]} → ${row["to_state"]}`).toBe(
        allowed.has(`${row["from_state"]} ${row["to_state"]}`),
      );
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
