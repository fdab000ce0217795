import { randomUUID } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPerson, joinAccount, type Person } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { withScope } from "../scope.ts";
import { loadStorage, reserveStorage } from "./quotas.ts";

const limits = { bytes: 1_000, files: 4 };

let database: TestDatabase;
let superuser: pg.Client;
let owner: Person;
let people: readonly Person[];
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  owner = await createPerson(database);
  people = [owner, ...(await Promise.all(Array.from({ length: 3 }, () => createPerson(database))))];
});
afterAll(async () => {
  await superuser.end();
  await database.close();
});

/** Uploads so many bytes, or leaves where they belong and comes back where they do not. */
const Act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ by: fc.integer({ min: 0, max: 3 }), bytes: fc.integer({ min: 1, max: 700 }) }) },
  fc.record({ by: fc.integer({ min: 1, max: 3 }), bytes: fc.constant(null) }),
);

/** Whether it was let in. */
async function upload(person: Person, bytes: number): Promise<boolean> {
  const scope = { userId: person.userId, accountId: owner.accountId };
  return withScope(database.app.db, scope, async (tx) => {
    await reserveStorage(tx, bytes, limits);
    const id = randomUUID();
    await tx
      .insertInto("files")
      .values({
        id,
        account_id: scope.accountId,
        user_id: scope.userId,
        file_name: "a.csv",
        file_type: "text/csv",
        file_size: bytes,
        storage_url: `/api/files/${id}/content`,
        object_key: `files/${id}`,
      })
      .execute();
    return true;
  }).catch((error: unknown) => {
    if (error instanceof Fault && error.code.endsWith("quota_reached")) return false;
    throw error;
  });
}

const sum = (figures: readonly number[]): number => figures.reduce((all, each) => all + each, 0);

test("whatever members bring, leave behind and come back to, what others left takes room beyond a whole limit only, and no more than two are kept", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Act, { maxLength: 24 }), async (acts) => {
      await superuser.query("delete from caudal.files where account_id = $1", [owner.accountId]);
      await superuser.query("delete from caudal.members where account_id = $1 and user_id <> $2", [
        owner.accountId,
        owner.userId,
      ]);
      for (const each of people.slice(1)) await joinAccount(database, owner.scope, each, "analyst");
      const kept = people.map((): number[] => []);
      const belongs = people.map(() => true);
      const live = () => kept.filter((_, index) => belongs[index]).flat();
      const left = () => kept.filter((_, index) => !belongs[index]).flat();
      const counted = () => ({
        bytes: sum(live()) + Math.max(0, sum(left()) - limits.bytes),
        files: live().length + Math.max(0, left().length - limits.files),
      });
      for (const { by, bytes } of acts) {
        const person = people[by];
        if (person === undefined) throw new Error("nobody of that number");
        if (bytes === null) {
          if (belongs[by] === true)
            await superuser.query("delete from caudal.members where account_id = $1 and user_id = $2", [
              owner.accountId,
              person.userId,
            ]);
          else await joinAccount(database, owner.scope, person, "analyst");
          belongs[by] = belongs[by] !== true;
        } else if (belongs[by] === true) {
          const before = counted();
          const fits = before.bytes + bytes <= limits.bytes && before.files < limits.files;
          expect(await upload(person, bytes)).toBe(fits);
          if (fits) kept[by]?.push(bytes);
        }
      }
      const { storage, files } = await withScope(database.app.db, owner.scope, (tx) => loadStorage(tx, limits));
      expect(storage).toEqual({
        used: counted().bytes,
        limit: limits.bytes,
        departed: sum(left()),
        own: sum(kept[0] ?? []),
      });
      expect(files).toEqual({
        used: counted().files,
        limit: limits.files,
        departed: left().length,
        own: kept[0]?.length,
      });
      expect(sum(kept.flat())).toBeLessThanOrEqual(2 * limits.bytes);
      expect(kept.flat().length).toBeLessThanOrEqual(2 * limits.files);
      // Without a limit nothing that others left counts.
      const free = await withScope(database.app.db, owner.scope, (tx) => loadStorage(tx, { bytes: null, files: null }));
      expect([free.storage.used, free.files.used]).toEqual([sum(live()), live().length]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
