/** The contender: DuckDB's SUMMARIZE of a file, in a process of its own. */
import { DuckDBInstance } from "@duckdb/node-api";

const [path = "", threads = "2", memory = "500MB"] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads, memory_limit: memory });
const connection = await instance.connect();
const result = await connection.run(`SUMMARIZE SELECT * FROM '${path}'`);
const summaries = await result.getRowObjectsJson();
process.stdout.write(
  JSON.stringify(summaries.map((row) => [row["column_name"], row["min"], row["max"], row["count"]])),
);
