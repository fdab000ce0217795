import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTestFolder, openTestDuckdb } from "../testing/open-test-duckdb.ts";

/** Each statement is one way out of the folder that the process was given. `SECRET` stands for a file beside it. */
const escapes = [
  "SELECT * FROM read_csv('SECRET')",
  "SELECT * FROM read_text('SECRET')",
  "SELECT * FROM read_blob('SECRET')",
  "SELECT * FROM read_parquet('SECRET')",
  "SELECT * FROM read_json('SECRET')",
  "SELECT * FROM 'SECRET'",
  "SELECT * FROM glob('OUTSIDE/*')",
  "SELECT * FROM read_text('INSIDE/../outside/secret.csv')",
  "SELECT * FROM read_text('file://SECRET')",
  "SELECT * FROM read_text('/proc/self/environ')",
  "ATTACH 'OUTSIDE/new.duckdb'",
  "ATTACH 'SECRET' AS other (READ_ONLY)",
  "COPY (SELECT 1) TO 'OUTSIDE/out.csv'",
  "COPY (SELECT 1) TO 'OUTSIDE/out.parquet' (FORMAT PARQUET)",
  "EXPORT DATABASE 'OUTSIDE/dump'",
  "IMPORT DATABASE 'OUTSIDE/dump'",
  "INSTALL httpfs",
  "LOAD httpfs",
  "LOAD 'OUTSIDE/evil.duckdb_extension'",
  "INSTALL spatial FROM community",
  "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')",
  "SELECT * FROM read_text('s3://bucket/x')",
  "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
  "SET enable_external_access = true",
  "SET allowed_directories = ['/']",
  "SET lock_configuration = false",
  "RESET memory_limit",
  "PRAGMA memory_limit='100GB'",
  "SET temp_directory = 'OUTSIDE/'",
  "SET threads = 64",
  "CALL pragma_version(); SET GLOBAL max_memory = '50GB'",
  "PRAGMA profiling_output = 'OUTSIDE/profile.json'",
  "SET log_query_path = 'OUTSIDE/log'",
];

/** What DuckDB answers when the door is shut; any other failure would say nothing about it. */
const refusal =
  /Permission Error|disabled by configuration|configuration has been locked|Cannot change|has been disabled|not allowed|Extension .* not found|HTTP Error|s3.* not.*found|httpfs/i;

test("SQL cannot leave its folder", { timeout: 60_000 }, async () => {
  const root = await makeTestFolder();
  const outside = join(root, "outside");
  const inside = join(root, "inside");
  await mkdir(outside);
  await mkdir(inside);
  await writeFile(join(outside, "secret.csv"), "password\nhunter2\n");
  const { duckdb } = await openTestDuckdb({ allowedPaths: [`${inside}/`] });
  for (const template of escapes) {
    const sql = template
      .replaceAll("SECRET'", `${join(outside, "secret.csv")}'`)
      .replaceAll("OUTSIDE", outside)
      .replaceAll("INSIDE", inside);
    const error: unknown = await duckdb.execute(sql).then(
      () => "it was carried out",
      (refused: unknown) => refused,
    );
    expect([template, error]).toEqual([template, expect.objectContaining({ code: "engine_query_failed" })]);
    expect([template, String(error)]).toEqual([template, expect.stringMatching(refusal)]);
  }
  expect(duckdb.alive).toBe(true);
  expect(await readdir(outside)).toEqual(["secret.csv"]);
});

test("what is allowed can be read and written, files by their exact name only", async () => {
  const root = await makeTestFolder();
  const file = join(root, "ventas.csv");
  await writeFile(file, "a\n1\n");
  await writeFile(`${file}.bak`, "a\n2\n");
  await mkdir(join(root, "out"));
  const { duckdb } = await openTestDuckdb({ allowedPaths: [file, `${join(root, "out")}/`] });
  expect(await duckdb.queryRows(`SELECT a FROM read_csv('${file}')`)).toEqual([{ a: 1n }]);
  await expect(duckdb.execute(`SELECT a FROM read_csv('${file}.bak')`)).rejects.toThrow(/Permission/);
  await duckdb.execute(`COPY (SELECT 7 AS n) TO '${join(root, "out", "n.parquet")}' (FORMAT PARQUET)`);
  expect(await duckdb.queryRows(`SELECT n FROM '${join(root, "out", "n.parquet")}'`)).toEqual([{ n: 7 }]);
});

test("a read-only process carries out one SELECT and nothing else", async () => {
  const { duckdb, folder } = await openTestDuckdb({ readOnly: true });
  expect(await duckdb.queryRows("SELECT 1 AS n")).toEqual([{ n: 1 }]);
  for (const sql of [
    `COPY (SELECT 1) TO '${folder}/x.csv'`,
    "CREATE TABLE t (a INTEGER)",
    "SELECT 1; CREATE TABLE t (a INTEGER)",
    "SET threads = 2",
    `ATTACH '${folder}/x.duckdb'`,
    "PRAGMA database_size; SELECT 1",
    "",
  ]) {
    await expect(duckdb.execute(sql), sql).rejects.toMatchObject({ code: "engine_query_failed" });
  }
});

test("the process knows nothing of its parent's environment", async () => {
  const { duckdb } = await openTestDuckdb();
  process.env["CAUDAL_TEST_SECRET"] = "hunter2";
  await expect(duckdb.queryRows("SELECT getenv('CAUDAL_TEST_SECRET') AS secret")).rejects.toMatchObject({
    code: "engine_query_failed",
  });
});
