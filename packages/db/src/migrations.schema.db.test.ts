import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeSchema } from "../testing/describe-schema.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

/** Names of the members of a type literal that stands at `from` in the text. */
function readMembers(text: string, from: number): readonly string[] {
  const members: string[] = [];
  let depth = 0;
  let member = "";
  for (const character of text.slice(text.indexOf("{", from))) {
    if (character === "}" && depth === 1) break;
    if (depth === 1 && character === ";") {
      members.push(member);
      member = "";
    } else if (depth >= 1) {
      member += character;
    }
    if ("{<(".includes(character)) depth += 1;
    if ("}>)".includes(character)) depth -= 1;
  }
  return [...members, member].flatMap((each) => /^\s*(\w+)\s*:/.exec(each)?.[1] ?? []);
}

test("schema.ts names the tables and columns that the migrations make", async () => {
  const files = ["schema.ts", "schema-administration.ts", "schema-outbox.ts"].map((name) =>
    readFile(join(import.meta.dirname, name), "utf8"),
  );
  const text = (await Promise.all(files)).join("\n").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const tables = readMembers(text, text.indexOf("export type Database ="));
  const typed = tables.map((table) => {
    const type = new RegExp(`\\b${table}: (\\w+)`).exec(text.slice(text.indexOf("export type Database =")))?.[1];
    return [table, readMembers(text, text.indexOf(`export type ${type} =`)).toSorted()];
  });
  const { rows } = await client.query<{ table: string; columns: readonly string[] }>(
    `select table_name as table, array_agg(column_name::text order by column_name::text collate "C") as columns
     from information_schema.columns where table_schema = 'caudal' and table_name <> 'schema_migrations' group by 1`,
  );
  expect(tables.length).toBeGreaterThan(20);
  expect(Object.fromEntries(typed)).toEqual(Object.fromEntries(rows.map((row) => [row.table, row.columns])));
});

test("schema.sql shows what the migrations come to (vitest -u writes it anew)", async () => {
  await expect(await describeSchema(client)).toMatchFileSnapshot("../schema.sql");
});
