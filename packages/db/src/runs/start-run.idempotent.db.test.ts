import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { connectDatabase } from "../connect.ts";
import { withScope, type Scope } from "../scope.ts";
import { cancelRun } from "./cancel-run.ts";
import { startRun, type RunRequest } from "./start-run.ts";

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

const work = { kind: "work", input: { sheet: 1 } };
const start = (scope: Scope, request: RunRequest) => withScope(database.app.db, scope, (tx) => startRun(tx, request));

describe("starting a run", () => {
  it("twenty times at once with one key makes one run", async () => {
    const { scope } = await createPerson(database);
    const fileId = await createFile(database, scope);
    const many = connectDatabase(database.urls.app, { applicationName: "twenty", max: 20 });
    try {
      const started = await Promise.all(
        Array.from({ length: 20 }, () =>
          withScope(many.db, scope, (tx) => startRun(tx, { ...work, fileId, idempotencyKey: "k" })),
        ),
      );
      expect(new Set(started.map(({ run }) => run.id)).size).toBe(1);
      expect(started.filter(({ created }) => created)).toHaveLength(1);
      expect(
        await runs.look("select operation, status from caudal.processing_logs where file_id = $1", [fileId]),
      ).toEqual([{ operation: "process", status: "started" }]);
    } finally {
      await many.close();
    }
  });

  it("with a key that was answered with what is at work gives that run for good", async () => {
    const { scope } = await createPerson(database);
    const fileId = await createFile(database, scope);
    const first = await start(scope, { ...work, fileId });
    const keyed = { ...work, fileId, idempotencyKey: "k" };
    expect(await start(scope, keyed)).toMatchObject({ created: false, run: { id: first.run.id } });
    expect(await start(scope, { ...keyed, idempotencyKey: "l" })).toMatchObject({ run: { id: first.run.id } });
    await withScope(database.app.db, scope, (tx) => cancelRun(tx, first.run.id));
    for (const idempotencyKey of ["k", "l"])
      expect(await start(scope, { ...keyed, idempotencyKey })).toMatchObject({
        created: false,
        run: { id: first.run.id, state: "cancelled" },
      });
    expect(await start(scope, { ...work, fileId })).toMatchObject({ created: true });
  });

  it("with a key of another request is refused, whatever differs", async () => {
    const { scope } = await createPerson(database);
    const fileId = await createFile(database, scope);
    const first = await start(scope, { ...work, idempotencyKey: "k" });
    expect(await start(scope, { kind: "work", input: { sheet: 1 }, idempotencyKey: "k" })).toMatchObject({
      created: false,
      run: { id: first.run.id },
    });
    for (const other of [
      { ...work, kind: "other" },
      { ...work, input: { sheet: 2 } },
      { ...work, fileId },
    ]) {
      await expect(start(scope, { ...other, idempotencyKey: "k" })).rejects.toMatchObject({
        code: "idempotency_key_reused",
      });
    }
  });

  it("with the same key by another person is another run", async () => {
    const [ana, eva] = [await createPerson(database), await createPerson(database)];
    const first = await start(ana.scope, { ...work, idempotencyKey: "k" });
    const second = await start(eva.scope, { ...work, idempotencyKey: "k" });
    expect(second).toMatchObject({ created: true });
    expect(second.run.id).not.toBe(first.run.id);
  });

  it("on a file that is being worked on gives that run, or refuses other work", async () => {
    const { scope } = await createPerson(database);
    const fileId = await createFile(database, scope);
    const first = await start(scope, { ...work, fileId });
    expect(await start(scope, { ...work, fileId })).toMatchObject({ created: false, run: { id: first.run.id } });
    await expect(start(scope, { ...work, fileId, kind: "other" })).rejects.toMatchObject({
      code: "run_state_conflict",
    });
    await withScope(database.app.db, scope, (tx) => cancelRun(tx, first.run.id));
    expect(await start(scope, { ...work, fileId })).toMatchObject({ created: true });
  });

  it("on another person's file, or none, finds nothing", async () => {
    const [ana, eva] = [await createPerson(database), await createPerson(database)];
    const fileId = await createFile(database, ana.scope);
    for (const id of [fileId, randomUUID()])
      await expect(start(eva.scope, { ...work, fileId: id })).rejects.toMatchObject({ code: "not_found" });
    expect(await runs.look("select status from caudal.files where id = $1", [fileId])).toEqual([
      { status: "uploaded" },
    ]);
  });

  it("that is rolled back leaves the file as it was", async () => {
    const { scope } = await createPerson(database);
    const fileId = await createFile(database, scope);
    const failing = withScope(database.app.db, scope, async (tx) => {
      await startRun(tx, { ...work, fileId });
      throw new Error("later in the same request");
    });
    await expect(failing).rejects.toThrow("later");
    expect(await runs.look("select status from caudal.files where id = $1", [fileId])).toEqual([
      { status: "uploaded" },
    ]);
  });

  it("cannot be cancelled by somebody else, nor after its end", async () => {
    const [ana, eva] = [await createPerson(database), await createPerson(database)];
    const id = await runs.start(ana.scope);
    await expect(withScope(database.app.db, eva.scope, (tx) => cancelRun(tx, id))).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await withScope(database.app.db, ana.scope, (tx) => cancelRun(tx, id))).toBe("cancelled");
    await expect(withScope(database.app.db, ana.scope, (tx) => cancelRun(tx, id))).rejects.toMatchObject({
      code: "run_state_conflict",
    });
  });
});
