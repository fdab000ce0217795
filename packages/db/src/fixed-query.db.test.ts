import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFile, createPerson, type Person } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { fixedQuery, type StandIns } from "./fixed-query.ts";
import { listFiles } from "./queries/files.ts";
import { readInScope } from "./scope.ts";

let database: TestDatabase;
let people: readonly Person[];
const names = ["enero.csv", "febrero.csv", "abril.csv"];
beforeAll(async () => {
  database = await createTestDatabase();
  people = await Promise.all(["Ana", "Luis"].map((name) => createPerson(database, { name })));
  for (const { scope } of people) for (const name of names) await createFile(database, scope, name);
});
afterAll(() => database.close());

test("is built once for each set of values that are given, and asked each time with its own", async () => {
  const built: string[] = [];
  const named = fixedQuery((tx, said: StandIns<{ readonly limit: number; readonly name?: string | undefined }>) => {
    built.push(Object.keys(said).join());
    const query = tx.selectFrom("files").select("file_name").orderBy("file_name").limit(said.limit);
    return said.name === undefined ? query : query.where("file_name", "=", said.name);
  });
  const [ana] = people as [Person];
  const ask = (given: Parameters<typeof named>[1]) =>
    readInScope(database.app.db, ana.scope, async (tx) => (await named(tx, given)).map((row) => row.file_name));
  expect(await ask({ limit: 2 })).toEqual(["abril.csv", "enero.csv"]);
  expect(await ask({ limit: 3, name: undefined })).toEqual(["abril.csv", "enero.csv", "febrero.csv"]);
  expect(await ask({ limit: 3, name: "enero.csv" })).toEqual(["enero.csv"]);
  // What is given is a value, whatever it looks like.
  expect(await ask({ limit: 3, name: "' or true --" })).toEqual([]);
  expect(await ask({ limit: 3, name: '{"standsFor":"limit"}' })).toEqual([]);
  expect(built).toEqual(["limit", "limit,name"]);
});

test("what stands in it as it was built stays, and one value may stand in several places", async () => {
  const twice = fixedQuery((tx, said: StandIns<{ readonly word: string }>) =>
    tx
      .selectFrom("files")
      .select(sql<string>`${"<"}::text || ${said.word}::text || ${"|"}::text || ${said.word}::text`.as("all"))
      .limit(1),
  );
  const [ana] = people as [Person];
  const said = (word: string) => readInScope(database.app.db, ana.scope, (tx) => twice(tx, { word }));
  expect(await said("a")).toEqual([{ all: "<a|a" }]);
  expect(await said("b")).toEqual([{ all: "<b|b" }]);
});

test("of many who ask at once in one process, each gets what their own values and scope give", async () => {
  const asked = Array.from({ length: 40 }, (_, index) => ({
    person: people[index % 2] as Person,
    nameContains: names[index % 3] as string,
    ...(index % 5 === 0 ? {} : { whose: "own" as const }),
  }));
  const found = await Promise.all(
    asked.map(({ person, ...list }) =>
      readInScope(database.app.db, person.scope, (tx) => listFiles(tx, { limit: 5, ...list })),
    ),
  );
  expect(found.map((rows) => rows.map((row) => [row.user_id, row.file_name]))).toEqual(
    asked.map(({ person, nameContains }) => [[person.userId, nameContains]]),
  );
});
